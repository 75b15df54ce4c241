using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Monitors;

[CancelAfter(60_000)]
internal sealed class RegistryDeploymentWatcherTests
{
    [Test]
    public async Task Deployment_ThatAppears_HasAMonitorAndItsBaselineBeforeTheFirstRequest(CancellationToken cancellationToken)
    {
        await using var setup = await StartAsync();
        setup.Registry.With(ChurnVersion, Baselines.Plain);
        setup.Registry.Deployments["churn"] = Churn;
        await setup.StartRegistryAsync();

        ListMonitorsResponse monitors;
        do
        {
            setup.Clock.Advance(TimeSpan.FromSeconds(1));
            monitors = await setup.Client.ListMonitorsAsync(new ListMonitorsRequest(), cancellationToken: cancellationToken);
        }
        while (monitors.Monitors.All(monitor => !monitor.ModelVersions.Any(version => version.HasBaseline)));

        var version = monitors.Monitors.Single().ModelVersions.Single();
        Assert.That((monitors.Monitors[0].Name, version.ModelVersion, version.RequestCount), Is.EqualTo((ChurnMonitor, ChurnVersion, 0L)));
        Assert.That(await setup.QueryAsync(cancellationToken), Is.Empty);
    }

    [Test]
    public async Task Deployment_ThatTheRegistryTellsOf_HasAMonitorAtOnce(CancellationToken cancellationToken)
    {
        await using var setup = await StartAsync();
        await setup.StartRegistryAsync();
        while (setup.Registry.WatchCount == 0)
        {
            setup.Clock.Advance(TimeSpan.FromSeconds(1));
            await setup.Client.ListMonitorsAsync(new ListMonitorsRequest(), cancellationToken: cancellationToken);
        }

        setup.Registry.Deployments["churn"] = Churn;
        setup.Registry.Changes.Writer.TryWrite(Churn);

        // The clock stands, so that the interval never ends.
        ListMonitorsResponse monitors;
        do
        {
            monitors = await setup.Client.ListMonitorsAsync(new ListMonitorsRequest(), cancellationToken: cancellationToken);
        }
        while (monitors.Monitors.Count == 0);
        Assert.That(monitors.Monitors[0].Name, Is.EqualTo(ChurnMonitor));
    }

    private static Deployment Churn => new()
    {
        Name = ChurnDeployment,
        Routes =
        {
            new Route { Target = "models/churn/aliases/production", TrafficPercent = 100, ResolvedModelVersion = ChurnVersion },
            new Route { Target = "models/churn/aliases/nothing-yet" },
        },
    };
}

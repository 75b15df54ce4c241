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
        setup.Registry.Deployments["churn"] = new Deployment
        {
            Name = ChurnDeployment,
            Routes =
            {
                new Route { Target = "models/churn/aliases/production", TrafficPercent = 100, ResolvedModelVersion = ChurnVersion },
                new Route { Target = "models/churn/aliases/nothing-yet" },
            },
        };
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
}

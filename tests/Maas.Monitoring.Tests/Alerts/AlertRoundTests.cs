using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Alerts;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Monitoring.Tests.Alerts.AlertSetup;
using static Maas.Monitoring.Tests.MonitoringSetup;
using AlertState = Maas.Contracts.Monitoring.V1.Alert.Types.State;

namespace Maas.Monitoring.Tests.Alerts;

/// <summary>Several at once, too many, and too old.</summary>
[CancelAfter(60_000)]
internal sealed class AlertRoundTests
{
    private AlertSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await AlertSetup.StartAsync(configure: null, ("Alerts:MaxOpenAlerts", "2"));

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Rounds_ThatRunAtOnce_CountAWindowOnce(CancellationToken cancellationToken)
    {
        var rule = ErrorRule();
        rule.ForWindowCount = 2;
        await _setup.CreateRuleAsync("errors", rule, cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        _setup.Monitoring.Clock.SetUtcNow(Noon.AddMinutes(5).AddSeconds(20));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _setup.RunRoundAsync(cancellationToken), cancellationToken)));

        Assert.That((await _setup.ListAsync(cancellationToken)).Single().State, Is.EqualTo(AlertState.Pending));
    }

    [Test]
    public async Task Alerts_BeyondTheLimit_AreLeftOutAndLogged(CancellationToken cancellationToken)
    {
        await _setup.CreateRuleAsync("errors", ErrorRule(), cancellationToken);
        await _setup.Monitoring.IngestAsync(cancellationToken, Batch(
            [.. Enumerable.Range(1, 4).Select(number => Counts(Noon, ok: 1, ("INTERNAL", 1), version: $"models/churn/versions/{number}"))]));

        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);

        Assert.That(await _setup.ListAsync(cancellationToken), Has.Count.EqualTo(2));
        Assert.That(
            _setup.Monitoring.Host.Logs.Lines.Select(line => line.Text),
            Has.Some.Contains("alertRules/errors opens no alert: there are 2 open already"));
    }

    [Test]
    public async Task Sweep_AfterTheRetention_LeavesWhatGoesOn(CancellationToken cancellationToken)
    {
        await _setup.CreateRuleAsync("errors", ErrorRule(), cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);
        await _setup.IngestAsync(Noon.AddMinutes(5), fails: false, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(10), cancellationToken);
        await _setup.IngestAsync(Noon.AddMinutes(10), fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(15), cancellationToken);
        var sweep = _setup.Monitoring.Host.Services.GetRequiredService<AlertSweep>();

        var early = await sweep.SweepAsync(cancellationToken);
        await _setup.Monitoring.Host.StopAsync();
        _setup.Monitoring.Clock.SetUtcNow(Noon.AddDays(91));
        await _setup.Monitoring.Host.RestartAsync();
        var late = await _setup.Monitoring.Host.Services.GetRequiredService<AlertSweep>().SweepAsync(cancellationToken);

        Assert.That((early, late), Is.EqualTo((0, 1)));
        Assert.That((await _setup.ListAsync(cancellationToken)).Single().State, Is.EqualTo(AlertState.Firing));
        Assert.That(
            (await _setup.Client.ListMonitoringAuditEventsAsync(
                new ListMonitoringAuditEventsRequest(), cancellationToken: cancellationToken)).AuditEvents, Has.Count.EqualTo(4));
    }
}

using Grpc.Core;
using Grpc.Net.Client;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Windows;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Monitoring.Tests.Alerts.AlertSetup;
using static Maas.Monitoring.Tests.MonitoringSetup;
using AlertState = Maas.Contracts.Monitoring.V1.Alert.Types.State;
using BurnRateCondition = Maas.Contracts.Monitoring.V1.BurnRateCondition;
using DriftCondition = Maas.Contracts.Monitoring.V1.DriftCondition;

namespace Maas.Monitoring.Tests.Alerts;

/// <summary>From what was ingested to what is told, over the wire.</summary>
[CancelAfter(60_000)]
internal sealed class AlertingTests
{
    private AlertSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await AlertSetup.StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Rows_ThatHaveDrifted_FireWithinTheWindowAndNameTheFeature(CancellationToken cancellationToken)
    {
        await _setup.StartRegistryAsync(cancellationToken);
        await _setup.CreateRuleAsync("drift", new AlertRule { Monitor = "monitors/-", Drift = new DriftCondition() }, cancellationToken);
        await _setup.IngestSamplesAsync(Noon.AddMinutes(2), count: 1_000, shift: 0.3, seed: 2, cancellationToken);

        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);

        var alert = (await _setup.ListAsync(cancellationToken)).Single();
        Assert.That((alert.State, alert.AlertRule, alert.Monitor), Is.EqualTo((AlertState.Firing, "alertRules/drift", ChurnMonitor)));
        Assert.That((alert.ModelVersion, alert.Slice), Is.EqualTo((ChurnVersion, "")));
        Assert.That(alert.Features, Is.EqualTo(new[] { "x" }));
        Assert.That(alert.Value, Is.LessThan(1e-6));
        Assert.That(alert.StartTime.ToDateTimeOffset(), Is.EqualTo(Noon));
        Assert.That(alert.LastHoldTime.ToDateTimeOffset(), Is.EqualTo(Noon.AddMinutes(5)));
        Assert.That(alert.Summary, Does.StartWith($"{ChurnVersion} of {ChurnMonitor}: traffic has drifted from the baseline in x; p-value "));
    }

    [Test]
    public async Task Rows_ThatHaveNotDrifted_AreSilent(CancellationToken cancellationToken)
    {
        await _setup.StartRegistryAsync(cancellationToken);
        await _setup.CreateRuleAsync("drift", new AlertRule { Monitor = ChurnMonitor, Drift = new DriftCondition() }, cancellationToken);

        for (var window = 0; window < 12; window++)
        {
            var begin = Noon.AddMinutes(5 * window);
            await _setup.IngestSamplesAsync(begin.AddMinutes(1), count: 500, shift: 0, seed: 100 + window, cancellationToken);
            await _setup.EvaluateAsync(begin.AddMinutes(5), cancellationToken);
        }

        Assert.That(await _setup.ListAsync(cancellationToken), Is.Empty);
    }

    [Test]
    public async Task Evaluator_ByItself_LooksWhenAWindowIsOver(CancellationToken cancellationToken)
    {
        await _setup.CreateRuleAsync("errors", ErrorRule(), cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);

        var alert = await _setup.WaitForAlertAsync(alert => alert.State == AlertState.Firing, cancellationToken, TimeSpan.FromMilliseconds(200));

        // Five minutes, the delay of 15 s, and at most one interval of 10 s and a step of the clock.
        Assert.That(
            alert.FireTime.ToDateTimeOffset() - Noon.AddMinutes(5),
            Is.InRange(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60)));
    }

    [Test]
    public async Task Rule_WithForAndClear_WaitsForSoManyWindows(CancellationToken cancellationToken)
    {
        var rule = ErrorRule();
        (rule.ForWindowCount, rule.ClearWindowCount) = (2, 2);
        await _setup.CreateRuleAsync("errors", rule, cancellationToken);
        var seen = new List<AlertState>();

        foreach (var (fails, place) in new[] { true, true, false, true, false, false }.Select((fails, place) => (fails, place)))
        {
            await _setup.IngestAsync(Noon.AddMinutes(5 * place), fails, cancellationToken);
            await _setup.EvaluateAsync(Noon.AddMinutes(5 * (place + 1)), cancellationToken);
            seen.Add((await _setup.ListAsync(cancellationToken)).Single().State);
        }

        Assert.That(seen, Is.EqualTo(new[]
        {
            AlertState.Pending, AlertState.Firing, AlertState.Firing, AlertState.Firing, AlertState.Firing, AlertState.Resolved,
        }));
    }

    [Test]
    public async Task Versions_EachByItself_HaveAlertsOfTheirOwn(CancellationToken cancellationToken)
    {
        await _setup.CreateRuleAsync("errors", ErrorRule(), cancellationToken);
        await _setup.Monitoring.IngestAsync(cancellationToken, Batch(
            Counts(Noon, ok: 1, ("INTERNAL", 1)), Counts(Noon, ok: 9, version: "models/churn/versions/8"),
            Counts(Noon, ok: 1, ("INTERNAL", 9), version: "models/churn/versions/9")));

        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);

        Assert.That(
            (await _setup.ListAsync(cancellationToken)).Select(alert => (alert.ModelVersion, alert.Value)).Order(),
            Is.EqualTo(new[] { (ChurnVersion, 0.5), ("models/churn/versions/9", 0.9) }));
    }

    [Test]
    public async Task Version_WithoutTrafficAnyMore_IsResolvedAfterADay(CancellationToken cancellationToken)
    {
        await _setup.CreateRuleAsync("errors", ErrorRule(), cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);

        await _setup.EvaluateAsync(Noon.AddHours(23), cancellationToken);
        var before = (await _setup.ListAsync(cancellationToken)).Single();
        await _setup.EvaluateAsync(Noon.AddHours(24).AddMinutes(5), cancellationToken);
        var after = (await _setup.ListAsync(cancellationToken)).Single();

        Assert.That((before.State, after.State), Is.EqualTo((AlertState.Firing, AlertState.Resolved)));
        Assert.That(after.Summary, Does.Contain("no window has said anything since"));
    }

    [Test]
    public async Task Windows_MissedWhileNobodyLooked_AreCaughtUp(CancellationToken cancellationToken)
    {
        var rule = ErrorRule();
        rule.ForWindowCount = 3;
        await _setup.CreateRuleAsync("errors", rule, cancellationToken);
        await _setup.IngestAsync(Noon.AddMinutes(-5), fails: false, cancellationToken);
        await _setup.RunRoundAsync(cancellationToken);
        await _setup.Monitoring.Host.StopAsync();

        _setup.Monitoring.Clock.SetUtcNow(Noon.AddMinutes(15).AddSeconds(20));
        await _setup.Monitoring.Host.RestartAsync();
        foreach (var minutes in new[] { 0, 5, 10 })
        {
            await _setup.IngestAsync(Noon.AddMinutes(minutes), fails: true, cancellationToken);
        }

        await _setup.RunRoundAsync(cancellationToken);

        var alert = (await _setup.ListAsync(cancellationToken)).Single();
        Assert.That((alert.State, alert.StartTime.ToDateTimeOffset()), Is.EqualTo((AlertState.Firing, Noon)));
    }

    [Test]
    public async Task Rule_ThatIsDeletedDisabledOrChanged_EndsItsAlerts(CancellationToken cancellationToken)
    {
        foreach (var id in new[] { "deleted", "disabled", "changed", "renamed" })
        {
            await _setup.CreateRuleAsync(id, ErrorRule(), cancellationToken);
        }

        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);

        await _setup.Client.DeleteAlertRuleAsync(new DeleteAlertRuleRequest { Name = "alertRules/deleted" }, cancellationToken: cancellationToken);
        await UpdateAsync("disabled", rule => rule.IsDisabled = true, cancellationToken);
        await UpdateAsync("changed", rule => rule.Operation.Threshold.Value = 0.2, cancellationToken);
        await UpdateAsync("renamed", rule => (rule.DisplayName, rule.Severity) = ("Errors", Severity.Critical), cancellationToken);

        var alerts = (await _setup.ListAsync(cancellationToken)).ToDictionary(alert => alert.AlertRule["alertRules/".Length..]);
        Assert.That(alerts["deleted"].Summary, Does.EndWith("Resolved: the rule was deleted."));
        Assert.That(alerts["disabled"].Summary, Does.EndWith("Resolved: the rule was disabled."));
        Assert.That(alerts["changed"].Summary, Does.EndWith("Resolved: the rule looks for something else now."));
        Assert.That((alerts["renamed"].State, alerts["renamed"].Severity), Is.EqualTo((AlertState.Firing, Severity.Critical)));
    }

    [Test]
    public async Task BurnRate_OfThreeDays_CountsTheHoursThatItsBeginFallsInto(CancellationToken cancellationToken)
    {
        // At 12:45 three days reach back to the middle of an hour that is kept as one by now.
        var end = Noon.AddMinutes(45);
        await _setup.CreateRuleAsync(
            "budget",
            new AlertRule { Monitor = ChurnMonitor, BurnRate = new BurnRateCondition { Objective = "availability", Urgency = "ticket" }, MinSampleCount = 1_000 },
            cancellationToken);
        await _setup.Monitoring.IngestAsync(
            cancellationToken,
            Batch(Counts(end.AddDays(-3).AddMinutes(5), ok: 300, ("INTERNAL", 600))), Batch(Counts(Noon, ok: 50, ("INTERNAL", 50))));
        await _setup.Monitoring.UpdateAsync(
            monitor => monitor.ObjectiveSettings = new ObjectiveSettings { AvailabilityRatio = 0.5 }, cancellationToken);
        await _setup.Monitoring.Host.Services.GetRequiredService<RetentionSweep>().SweepAsync(cancellationToken);

        await _setup.EvaluateAsync(end, cancellationToken);

        var alert = (await _setup.ListAsync(cancellationToken)).Single();
        Assert.That(alert.Summary, Does.Contain("1.3 times").And.Contain("72.75 hours").And.Contain("1 in 6 hours"));
    }

    [Test]
    public async Task BurnRate_OfAnObjective_IsOfAllVersionsTogether(CancellationToken cancellationToken)
    {
        await using var setup = await AlertSetup.StartAsync();
        await setup.CreateRuleAsync(
            "budget", new AlertRule { Monitor = ChurnMonitor, BurnRate = new BurnRateCondition { Objective = "availability" } }, cancellationToken);
        await setup.Monitoring.IngestAsync(cancellationToken, Batch(
            Counts(Noon, ok: 20, ("INTERNAL", 20)), Counts(Noon, ok: 40, ("NOT_FOUND", 20), version: "models/churn/versions/8")));

        await setup.Monitoring.UpdateAsync(
            monitor => monitor.ObjectiveSettings = new ObjectiveSettings { AvailabilityRatio = 0.99 }, cancellationToken);

        await setup.EvaluateAsync(Noon.AddMinutes(1), cancellationToken);

        // 20 failed of 80; what callers did wrong is left out.
        var alert = (await setup.ListAsync(cancellationToken)).Single();
        Assert.That((alert.State, alert.ModelVersion), Is.EqualTo((AlertState.Firing, "")));
        Assert.That(alert.Value, Is.EqualTo(25).Within(1e-9));
        Assert.That(alert.Summary, Does.StartWith("monitors/churn: the error budget of availability (0.99)"));
    }

    [Test]
    public async Task Watch_FromARevision_TellsWhatChangedSinceAndThenEveryChange(CancellationToken cancellationToken)
    {
        await _setup.CreateRuleAsync("errors", ErrorRule(), cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);
        using var all = _setup.Client.WatchAlerts(new WatchAlertsRequest { Monitor = ChurnMonitor }, cancellationToken: cancellationToken);
        using var later = _setup.Client.WatchAlerts(new WatchAlertsRequest { SinceRevision = 1 }, cancellationToken: cancellationToken);

        await all.ResponseStream.MoveNext(cancellationToken);
        var first = all.ResponseStream.Current;
        await _setup.IngestAsync(Noon.AddMinutes(5), fails: false, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(10), cancellationToken);
        await all.ResponseStream.MoveNext(cancellationToken);
        await later.ResponseStream.MoveNext(cancellationToken);

        Assert.That((first.State, first.Revision), Is.EqualTo((AlertState.Firing, 1L)));
        Assert.That((all.ResponseStream.Current.State, all.ResponseStream.Current.Revision), Is.EqualTo((AlertState.Resolved, 2L)));
        Assert.That(later.ResponseStream.Current, Is.EqualTo(all.ResponseStream.Current));
    }

    [Test]
    public async Task Watch_WhenTheHostStops_Ends(CancellationToken cancellationToken)
    {
        await _setup.CreateRuleAsync("errors", ErrorRule(), cancellationToken);
        await _setup.IngestAsync(Noon, fails: true, cancellationToken);
        await _setup.EvaluateAsync(Noon.AddMinutes(5), cancellationToken);
        using var channel = GrpcChannel.ForAddress(_setup.Monitoring.Host.Addresses.Grpc);
        using var watch = new AlertService.AlertServiceClient(channel).WatchAlerts(
            new WatchAlertsRequest(), cancellationToken: cancellationToken);
        await watch.ResponseStream.MoveNext(cancellationToken);
        var next = watch.ResponseStream.MoveNext(cancellationToken);

        await _setup.Monitoring.Host.StopAsync();

        Assert.That((await Assert.ThrowsAsync<RpcException>(() => next))!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
    }

    private async Task UpdateAsync(string id, Action<AlertRule> change, CancellationToken cancellationToken)
    {
        var rule = await _setup.Client.GetAlertRuleAsync(
            new GetAlertRuleRequest { Name = $"alertRules/{id}" }, cancellationToken: cancellationToken);
        change(rule);
        await _setup.Client.UpdateAlertRuleAsync(new UpdateAlertRuleRequest { AlertRule = rule }, cancellationToken: cancellationToken);
    }
}

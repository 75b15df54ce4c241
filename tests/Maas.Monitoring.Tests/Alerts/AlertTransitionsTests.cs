using Maas.Monitoring.Alerts;
using Maas.Monitoring.Alerts.Conditions;
using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Rules;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Monitoring.Tests.Alerts;

/// <summary>Alerts from window to window, by a word each: H holds, C clear, B between, _ says nothing.</summary>
internal sealed class AlertTransitionsTests
{
    private static readonly DateTimeOffset Noon = MonitoringSetup.Noon;

    private readonly FakeTimeProvider _clock = new(Noon);

    // After each window: . no alert, P pending, F firing, R resolved.
    [TestCase("H", 1, 1, "F")]
    [TestCase("HHHH", 3, 1, "PPFF")]
    [TestCase("HHCHHH", 3, 1, "PPRPPF")]
    [TestCase("HHBHHH", 3, 1, "PPRPPF")]
    [TestCase("HH_H", 3, 1, "PPPF")]
    [TestCase("C_B", 1, 1, "...")]
    [TestCase("HC", 1, 1, "FR")]
    [TestCase("HCHCC", 1, 2, "FFFFR")]
    [TestCase("HCBCC", 1, 2, "FFFFR")]
    [TestCase("HC_C", 1, 2, "FFFR")]
    [TestCase("H__H", 1, 1, "FFFF")]
    [TestCase("HCH", 1, 1, "FRF")]
    public void Next_OfWindows_GoesOnAsTheRuleSays(string windows, int forCount, int clearCount, string states)
    {
        Alert? alert = null;
        var seen = "";
        for (var i = 0; i < windows.Length; i++)
        {
            alert = Step(alert is { State: AlertState.Resolved } ? null : alert, windows[i], i, Rule(forCount, clearCount));
            seen += alert is null ? "." : alert.State.ToString()[..1];
        }

        Assert.That(seen, Is.EqualTo(states));
    }

    [Test]
    public void Next_OfAnAlertThatGoesOn_KeepsItsBeginAndTellsTheLastWindow()
    {
        var first = Step(null, 'H', 0, Rule(2, 1), value: 0.3);
        var fired = Step(first, 'H', 1, Rule(2, 1), value: 0.4);
        var later = Step(fired, 'H', 5, Rule(2, 1), value: 0.9);

        Assert.That((later!.Id, later.StartTime, later.FireTime), Is.EqualTo((first!.Id, Noon, fired!.FireTime)));
        Assert.That((later.Value, later.LastHoldTime), Is.EqualTo((0.9, Noon.AddMinutes(30))));
        Assert.That(
            later.Summary,
            Is.EqualTo("models/churn/versions/7 of monitors/churn, plan=free: it is 0.9, from 2101-03-01 12:25 to 12:30 UTC."));
    }

    [Test]
    public void Next_AfterAWindowThatSaysNothing_IsTheVerySame()
    {
        var alert = Step(null, 'H', 0, Rule(1, 1));

        Assert.That(Step(alert, '_', 1, Rule(1, 1)), Is.SameAs(alert));
    }

    [Test]
    public void Next_WhenNothingIsSaidForADay_IsResolvedAndSaysSo()
    {
        var alert = Step(null, 'H', 0, Rule(1, 1));

        var before = Step(alert, '_', 287, Rule(1, 1));
        var after = Step(alert, '_', 288, Rule(1, 1));

        Assert.That(before!.State, Is.EqualTo(AlertState.Firing));
        Assert.That(after!.State, Is.EqualTo(AlertState.Resolved));
        Assert.That(after.Summary, Does.Contain("Resolved: no window has said anything since 2101-03-01 12:05 UTC"));
    }

    [Test]
    public void Next_OfLongWindowsThatSayNothing_WaitsForTwo()
    {
        var rule = Rule(1, 1, TimeSpan.FromDays(7));
        var alert = Step(null, 'H', 0, rule);

        Assert.That(Step(alert, '_', 1, rule)!.State, Is.EqualTo(AlertState.Firing));
        Assert.That(Step(alert, '_', 2, rule)!.State, Is.EqualTo(AlertState.Resolved));
    }

    [TestCase(null, 5, 0)]
    [TestCase(0, 5, 5)]
    [TestCase(5, 5, null)]
    [TestCase(3, 5, 5)]
    [TestCase(-100, 5, -10)]
    public void Schedule_OfFiveMinutes_IsTheOldestThatIsOver(int? lastEnd, int newest, int? expected)
    {
        var noon = Maas.Monitoring.Windows.Minutes.Of(Noon);
        var options = new AlertOptions { MaxCatchUpWindows = 4 };

        var due = RuleSchedule.Next(Rule(1, 1), "churn", noon + lastEnd, Noon.AddMinutes(newest).AddSeconds(15), options);
        var early = RuleSchedule.Next(Rule(1, 1), "churn", noon + lastEnd, Noon.AddMinutes(newest).AddSeconds(14.9), options);

        Assert.That(due?.End - noon, Is.EqualTo(lastEnd is null ? newest : expected));
        Assert.That(early?.End - noon, Is.Not.EqualTo(newest));
    }

    [Test]
    public void Schedule_OfARuleWithADelay_WaitsForIt()
    {
        var rule = Rule(1, 1);
        rule = rule with { Values = rule.Values with { EvaluationDelay = TimeSpan.FromHours(2) } };

        var due = RuleSchedule.Next(rule, "churn", lastEnd: null, Noon.AddHours(2).AddMinutes(7), new AlertOptions());

        Assert.That(due!.End - Maas.Monitoring.Windows.Minutes.Of(Noon), Is.EqualTo(5));
    }

    private static AlertRule Rule(int forCount, int clearCount, TimeSpan? window = null) => new(
        "errors",
        new AlertRuleValues
        {
            Monitor = "monitors/churn",
            Condition = new OperationCondition("error_ratio", new Threshold("above", 0.1, null)),
            ForWindowCount = forCount,
            ClearWindowCount = clearCount,
            WindowDuration = window,
        }.Complete(),
        Noon, Noon, Revision: 1);

    private Alert? Step(Alert? alert, char window, int place, AlertRule rule, double value = 1)
    {
        var length = rule.Values.WindowDuration!.Value;
        var (start, end) = (Noon + (place * length), Noon + ((place + 1) * length));
        var reading = new Reading(
            window switch { 'H' => Verdict.Holds, 'C' => Verdict.Clear, 'B' => Verdict.Between, _ => Verdict.Untold },
            value, [], FormattableString.Invariant($"it is {value}"));
        return AlertTransitions.Next(
            alert, rule, new WindowPlace("churn", "models/churn/versions/7", "plan=free", start, end), reading, _clock.GetUtcNow(),
            TimeSpan.FromHours(24));
    }
}

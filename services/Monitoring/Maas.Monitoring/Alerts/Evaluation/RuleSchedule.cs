using Maas.Monitoring.Alerts.Conditions;
using Maas.Monitoring.Alerts.Rules;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>A window that a rule is to look at.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="MonitorId">Last segment of the monitor's name.</param>
/// <param name="LastEnd">Up to where the rule has looked, in minutes since 1970; null before the first window.</param>
/// <param name="End">Minute after the last of the window.</param>
internal sealed record DueWindow(AlertRule Rule, string MonitorId, long? LastEnd, long End)
{
    /// <summary>Minutes that the window has.</summary>
    public long Minutes => RuleSchedule.StepOf(Rule);
}

/// <summary>Which window a rule looks at next: windows begin at whole multiples of their length since 1970. Static, pure.</summary>
internal static class RuleSchedule
{
    /// <summary>The oldest window that is over for long enough and was not looked at; null when there is none.</summary>
    /// <param name="rule">The rule, every default said.</param>
    /// <param name="monitorId">Last segment of the monitor's name.</param>
    /// <param name="lastEnd">Up to where the rule has looked; null before the first window, which is the newest.</param>
    /// <param name="now">The time now.</param>
    /// <param name="options">Delay, and how much is caught up.</param>
    public static DueWindow? Next(AlertRule rule, string monitorId, long? lastEnd, DateTimeOffset now, AlertOptions options)
    {
        var step = StepOf(rule);
        var delay = rule.Condition is not BurnRateCondition && rule.Values.EvaluationDelay is { } own && own > options.EvaluationDelay
            ? own
            : options.EvaluationDelay;
        var newest = Windows.Minutes.Of(now - delay) / step * step;
        if (lastEnd is not { } last)
        {
            return new DueWindow(rule, monitorId, lastEnd, newest);
        }

        // Windows missed while nobody looked, but not all of a long pause.
        var oldest = newest - ((options.MaxCatchUpWindows - 1) * step);
        var next = Math.Max(((last / step) + 1) * step, oldest);
        return next <= newest ? new DueWindow(rule, monitorId, lastEnd, next) : null;
    }

    /// <summary>Minutes from one look of a rule to the next.</summary>
    public static long StepOf(AlertRule rule) =>
        (rule.Condition is BurnRateCondition burning ? BudgetSpending.StepOf(burning) : rule.Values.WindowDuration!.Value).Ticks
        / TimeSpan.TicksPerMinute;
}

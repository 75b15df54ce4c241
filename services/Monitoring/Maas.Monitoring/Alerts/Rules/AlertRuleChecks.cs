using Maas.Errors;
using Maas.Monitoring.Alerts.Conditions;
using Maas.Monitoring.Monitors;
using Maas.Names;

namespace Maas.Monitoring.Alerts.Rules;

/// <summary>What a rule must look like before it is taken.</summary>
internal static class AlertRuleChecks
{
    private const int MaxWebhooks = 16;
    private const int MaxActions = 8;
    private const int MaxWindowCount = 1_000;
    private const int MaxDisplayName = 256;
    private const int MaxSlice = 1_024;

    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(31);
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromDays(366);

    /// <summary>The values with every default said.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, with everything that is wrong.</exception>
    public static AlertRuleValues Check(AlertRuleValues sent)
    {
        var checks = new FieldChecks("alert_rule.");
        var values = sent.Complete();
        checks.RequireText(values.DisplayName, 0, MaxDisplayName, "display_name");
        checks.Require(
            values.Monitor == AlertRuleValues.EveryMonitor
                || (ResourceName.TryParse(values.Monitor, ["monitors"], out var ids) && WatchedName.IsId(ids[0])),
            "monitor", $"Expected 'monitors/{{id}}' or '{AlertRuleValues.EveryMonitor}', got '{values.Monitor}'.");
        CheckSlice(values.Slice, checks);
        if (checks.Require(
            values.Condition is not null, "condition",
            $"Expected one of drift, quality, performance, operation, burn_rate; got none."))
        {
            values.Condition!.Check(checks);
        }

        CheckTimes(values, checks);
        CheckCounts(values, checks);
        checks.Require(
            Enum.IsDefined(values.Severity), "severity", $"Expected a severity of the contract, got {(int)values.Severity}.");
        CheckWebhooks(values.Webhooks, checks);
        CheckActions(values, checks);
        checks.ThrowIfAny();
        return values;
    }

    private static void CheckSlice(string slice, FieldChecks checks)
    {
        checks.RequireText(slice, 0, MaxSlice, "slice");
        checks.Require(
            slice is "" or "*" || slice.IndexOf('=', StringComparison.Ordinal) > 0, "slice",
            $"Expected nothing, '*' or '{{feature}}={{value}}', got '{slice}'.");
    }

    private static void CheckTimes(AlertRuleValues values, FieldChecks checks)
    {
        var window = values.WindowDuration!.Value;
        checks.Require(
            window >= TimeSpan.FromMinutes(1) && window <= LongestWindow && window.Ticks % TimeSpan.TicksPerMinute == 0,
            "window_duration", $"Expected a whole number of minutes, 1 minute to 31 days, got {window.TotalSeconds:0.###} s.");
        var repeat = values.RepeatInterval!.Value;
        checks.Require(
            repeat >= TimeSpan.FromMinutes(1) && repeat <= LongestRepeat, "repeat_interval",
            $"Expected 1 minute to 366 days, got {repeat.TotalSeconds:0.###} s.");
        var delay = values.EvaluationDelay ?? TimeSpan.Zero;
        checks.Require(
            delay >= TimeSpan.Zero && delay <= LongestWindow, "evaluation_delay",
            $"Expected 0 to 31 days, got {delay.TotalSeconds:0.###} s.");
    }

    private static void CheckCounts(AlertRuleValues values, FieldChecks checks)
    {
        checks.Require(
            values.ForWindowCount is >= 1 and <= MaxWindowCount, "for_window_count",
            $"Expected 0 to {MaxWindowCount}, got {values.ForWindowCount}.");
        checks.Require(
            values.ClearWindowCount is >= 1 and <= MaxWindowCount, "clear_window_count",
            $"Expected 0 to {MaxWindowCount}, got {values.ClearWindowCount}.");
        checks.Require(values.MinSampleCount >= 1, "min_sample_count", $"Expected 0 or more, got {values.MinSampleCount}.");
    }

    private static void CheckWebhooks(IReadOnlyList<string> webhooks, FieldChecks checks)
    {
        checks.Require(webhooks.Count <= MaxWebhooks, "webhooks", $"Expected at most {MaxWebhooks}, got {webhooks.Count}.");
        checks.Require(webhooks.Distinct().Count() == webhooks.Count, "webhooks", $"Expected no webhook twice.");
        for (var i = 0; i < Math.Min(webhooks.Count, MaxWebhooks); i++)
        {
            checks.RequireName(webhooks[i], $"webhooks[{i}]", "webhooks");
        }
    }

    private static void CheckActions(AlertRuleValues values, FieldChecks checks)
    {
        checks.Require(values.Actions.Count <= MaxActions, "actions", $"Expected at most {MaxActions}, got {values.Actions.Count}.");
        for (var i = 0; i < Math.Min(values.Actions.Count, MaxActions); i++)
        {
            switch (values.Actions[i])
            {
                case RollbackAliasAction rollback:
                    checks.RequireName(rollback.Alias, $"actions[{i}].rollback_alias.alias", "models", "aliases");
                    checks.Require(
                        values.Condition is not BurnRateCondition, $"actions[{i}]",
                        $"Expected no rollback_alias beside burn_rate: its alerts are about no version.");
                    break;
                case StartTrainingAction training:
                    checks.RequireName(training.TrainingJob, $"actions[{i}].start_training.training_job", "trainingJobs");
                    break;
                default:
                    checks.Require(holds: false, $"actions[{i}].kind", $"Expected rollback_alias or start_training; got none.");
                    break;
            }
        }
    }
}

using Maas.Contracts.Monitoring.V1;

namespace Maas.Console.Alerts;

/// <summary>Alerts and rules, for a person. Thread-safe.</summary>
internal static class AlertWords
{
    /// <summary>A severity in a word.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Critical => "critical",
        _ => "warning",
    };

    /// <summary>Colour of it; see <c>Tag</c>.</summary>
    public static string ToneOf(Severity severity) => severity switch
    {
        Severity.Info => "info",
        Severity.Critical => "bad",
        _ => "warn",
    };

    /// <summary>Colour of what became of an action or a notification.</summary>
    public static string ToneOf(string outcome) => outcome switch
    {
        "done" or "delivered" => "good",
        "failed" => "bad",
        "refused" => "warn",
        _ => "info",
    };

    /// <summary>What a rule looks for, in a sentence.</summary>
    public static string ConditionOf(AlertRule rule) => rule.ConditionCase switch
    {
        AlertRule.ConditionOneofCase.Drift => rule.Drift.Features.Count == 0
            ? "drift of all inputs together"
            : $"drift of {string.Join(", ", rule.Drift.Features)}",
        AlertRule.ConditionOneofCase.Quality => $"{rule.Quality.Metric} {TextOf(rule.Quality.Threshold)}",
        AlertRule.ConditionOneofCase.Performance => $"{(rule.Performance.Source.Length > 0 ? rule.Performance.Source : "realised")} "
            + $"{rule.Performance.Metric}{(rule.Performance.IsRelativeToBaseline ? " minus that on test rows" : "")} {TextOf(rule.Performance.Threshold)}",
        AlertRule.ConditionOneofCase.Operation => $"{rule.Operation.Metric} {TextOf(rule.Operation.Threshold)}",
        AlertRule.ConditionOneofCase.BurnRate => $"burn rate of the {rule.BurnRate.Objective} budget "
            + $"({(rule.BurnRate.Urgency.Length > 0 ? rule.BurnRate.Urgency : "page")})",
        _ => "something that this console does not know",
    };

    /// <summary>What a rule does when an alert begins to fire.</summary>
    public static string ActionOf(AlertAction action) => action.KindCase switch
    {
        AlertAction.KindOneofCase.RollbackAlias => $"roll {action.RollbackAlias.Alias} back",
        AlertAction.KindOneofCase.StartTraining => $"train as {action.StartTraining.TrainingJob} did",
        _ => "something that this console does not know",
    };

    private static string TextOf(Threshold? threshold) => threshold is null ? "" : $"{threshold.Comparison} {Figures.Number(threshold.Value)}";
}

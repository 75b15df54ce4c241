using Google.Protobuf.Collections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Condition = Maas.Contracts.Monitoring.V1.AlertRule.ConditionOneofCase;

namespace Maas.Cli.AlertRules;

/// <summary>A condition in a few words.</summary>
internal static class ConditionText
{
    public static string Of(AlertRule rule) => rule.ConditionCase switch
    {
        Condition.Drift => $"drift{FeaturesOf(rule.Drift.Features)}{DistanceOf(rule.Drift)}",
        Condition.Quality => $"{rule.Quality.Metric}{FeaturesOf(rule.Quality.Features)}{ThresholdOf(rule.Quality.Threshold)}",
        Condition.Performance => Performance(rule.Performance),
        Condition.Operation => $"{rule.Operation.Metric}{ThresholdOf(rule.Operation.Threshold)}",
        Condition.BurnRate =>
            $"burn rate of {rule.BurnRate.Objective}, {(rule.BurnRate.Urgency.Length == 0 ? "page" : rule.BurnRate.Urgency)}",
        _ => "something this command line does not know",
    };

    private static string Performance(PerformanceCondition condition) =>
        $"{(condition.Source.Length == 0 ? "realised" : condition.Source)} {condition.Metric}"
        + $"{(condition.IsRelativeToBaseline ? " against the test rows" : "")}{ThresholdOf(condition.Threshold)}"
        + $"{(condition.RequiresConfidence ? " with its whole interval" : "")}";

    private static string FeaturesOf(RepeatedField<string> features) =>
        features.Count == 0 ? "" : $" of {string.Join(", ", features)}";

    private static string DistanceOf(DriftCondition drift) =>
        drift.DistanceRecipe.Length == 0 ? "" : $", {drift.DistanceRecipe} at least {Figures.Number(drift.MinDistance)}";

    private static string ThresholdOf(Threshold? threshold) => threshold is null
        ? ""
        : $" {threshold.Comparison} {Figures.Number(threshold.Value)}{(threshold.HasClearValue ? $" (clear at {Figures.Number(threshold.ClearValue)})" : "")}";
}

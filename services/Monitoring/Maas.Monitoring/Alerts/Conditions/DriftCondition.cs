using System.Globalization;
using Maas.Monitoring.Drift;
using Maas.Monitoring.Windows;

namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>Holds when a window is told apart from the baseline, at the false-alarm rate of the monitor's settings.</summary>
/// <param name="Features">Only these; empty for all together.</param>
/// <param name="DistanceRecipe">Which distance must be large enough beside it; empty for none.</param>
/// <param name="MinDistance">The smallest distance that is of interest.</param>
internal sealed record DriftCondition(IReadOnlyList<string> Features, string DistanceRecipe, double MinDistance)
    : WindowCondition
{
    public override void Check(FieldChecks checks)
    {
        checks.RequireFeatures(Features, "drift.features");
        if (DistanceRecipe.Length == 0)
        {
            checks.Require(MinDistance == 0, "drift.min_distance", $"Expected 0 without a recipe, got {MinDistance}.");
            return;
        }

        checks.RequireOneOf(DistanceRecipe, FeatureComparison.RecipeNames, "drift.distance_recipe");
        checks.Require(
            MinDistance > 0 && double.IsFinite(MinDistance), "drift.min_distance", $"Expected a number above 0, got {MinDistance}.");
    }

    public override Reading Read(MetricsWindow window, long minSampleCount)
    {
        if (window.Drift is not { Untested: null } report || window.Content.SampleCount < minSampleCount)
        {
            return Reading.Untold;
        }

        var looked = report.Features
            .Where(feature => (Features.Count == 0 || Features.Contains(feature.Feature)) && LeastPValue(feature) is not null)
            .ToList();
        if (looked.Count == 0)
        {
            return Reading.Untold;
        }

        var drifted = looked
            .Where(feature => feature.IsDrifted && IsFarEnough(feature))
            .OrderBy(feature => LeastPValue(feature))
            .ThenByDescending(DistanceOf)
            .ToList();
        var pValue = Features.Count == 0 ? report.PValue : looked.Min(feature => LeastPValue(feature)!.Value);
        return drifted.Count == 0
            ? Reading.Of(Verdict.Clear, pValue, Tell("no drift that is of interest", pValue, report.Level))
            : Reading.Of(
                Verdict.Holds, pValue,
                Tell($"traffic has drifted from the baseline in {Name(drifted)}", pValue, report.Level),
                [.. drifted.Select(feature => feature.Feature)]);
    }

    private static double? LeastPValue(FeatureDrift feature) =>
        feature.PValue is { } ofValues ? Math.Min(ofValues, feature.MissingPValue ?? 1) : feature.MissingPValue;

    // A feature of which every value is missing has no distance, and is as far away as it can be.
    private bool IsFarEnough(FeatureDrift feature) =>
        DistanceRecipe.Length == 0 || feature.SampleCount == 0 || DistanceOf(feature) >= MinDistance;

    private double DistanceOf(FeatureDrift feature)
    {
        var recipe = DistanceRecipe.Length == 0 ? FeatureComparison.RecipeNames[0] : DistanceRecipe;
        return feature.Distances.Where(figure => figure.Recipe == recipe).Select(figure => figure.Value).FirstOrDefault();
    }

    private static string Name(List<FeatureDrift> drifted) => drifted.Count <= 5
        ? string.Join(", ", drifted.Select(feature => feature.Feature))
        : $"{string.Join(", ", drifted.Take(5).Select(feature => feature.Feature))} and {drifted.Count - 5} more";

    private static string Tell(string what, double pValue, double level) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}; p-value {pValue:0.###e+0} against {level:0.###e+0}");
}

using Maas.Monitoring.Baselines;
using Maas.Statistics.Counts;
using Maas.Statistics.Recipes;

namespace Maas.Monitoring.Drift;

/// <summary>Compares features with their baselines, one after the other. Not thread-safe.</summary>
/// <param name="pValues">Shared by all features of a window.</param>
/// <param name="settings">Which tests.</param>
internal sealed class FeatureComparison(CountPValues pValues, DriftSettings settings)
{
    /// <summary>Recipes of the distances that are computed, the first of them the best known.</summary>
    public static IReadOnlyList<string> RecipeNames { get; } =
        ["psi.counts", "js.counts.distance-nat", "hellinger.counts", "total-variation.counts"];

    private static readonly HistogramRecipe[] Recipes = [.. RecipeNames.Select(name => HistogramRecipe.Find(name)!)];

    /// <param name="baseline">What it is compared with.</param>
    /// <param name="counts">What was sampled.</param>
    /// <param name="isTested">False leaves out p-values: distances alone say how far apart they are.</param>
    public FeatureDrift Compare(FeatureBaseline baseline, FeatureCounts counts, bool isTested)
    {
        var expected = baseline.BinCounts();
        var (rows, values) = (expected.Sum(), counts.ValueCount());
        var chosen = isTested ? DriftTests.Of(baseline, settings) : null;
        var test = rows > 0 && values > 0 ? chosen : null;
        var bins = PooledBins.Of(expected, counts.Bins, test?.IsOrdered ?? false);
        return new FeatureDrift
        {
            Feature = baseline.Feature,
            Test = test?.Name ?? DriftTests.None,
            Statistic = test?.Statistic(bins.Reference, bins.Window) ?? 0,
            PValue = test is null ? null : pValues.Of(test, bins),
            MissingPValue = chosen is null ? null : MissingPValue(baseline.MissingCount, rows, counts.MissingCount, values),
            Distances = rows > 0 && values > 0 ? [.. Recipes.Select(recipe => recipe.Compute(expected, counts.Bins))] : [],
            SampleCount = values,
            MissingCount = counts.MissingCount,
            BaselineMissingRatio = baseline.MissingCount / (double)Math.Max(1, rows + baseline.MissingCount),
            Mean = baseline.Numeric is not null && values > 0 ? counts.Sum / values : null,
            BaselineMean = baseline.Numeric?.Mean,
        };
    }

    // Where none misses in either sample, or all, there is no question, and a test that can only say 1 would
    // take its share of the level from the others.
    private static double? MissingPValue(long baselineMissing, long baselineValues, long missing, long values) =>
        baselineMissing + missing == 0 || baselineValues + values == 0 || baselineMissing + baselineValues == 0 || missing + values == 0
            ? null
            : FisherExactTest.PValue(baselineMissing, baselineValues, missing, values);
}

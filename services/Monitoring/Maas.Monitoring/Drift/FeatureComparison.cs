using Maas.Monitoring.Baselines;
using Maas.Statistics.Counts;
using Maas.Statistics.Recipes;

namespace Maas.Monitoring.Drift;

/// <summary>Compares features with their baselines, one after the other. Not thread-safe.</summary>
/// <param name="pValues">Shared by all features of a window.</param>
/// <param name="settings">Which tests.</param>
internal sealed class FeatureComparison(CountPValues pValues, DriftSettings settings)
{
    private static readonly HistogramRecipe[] Recipes =
    [
        .. new[] { "psi.counts", "js.counts.distance-nat", "hellinger.counts", "total-variation.counts" }
            .Select(name => HistogramRecipe.Find(name)!),
    ];

    public FeatureDrift Compare(FeatureBaseline baseline, FeatureCounts counts)
    {
        var expected = baseline.BinCounts();
        var (rows, values) = (expected.Sum(), counts.ValueCount());
        var test = rows > 0 && values > 0 ? DriftTests.Of(baseline, settings) : null;
        return new FeatureDrift
        {
            Feature = baseline.Feature,
            Test = test?.Name ?? DriftTests.None,
            Statistic = test?.Statistic(expected, counts.Bins) ?? 0,
            PValue = test is null ? null : pValues.Of(test, expected, counts.Bins),
            MissingPValue = test is null ? null : MissingPValue(baseline.MissingCount, rows, counts.MissingCount, values),
            Distances = rows > 0 && values > 0 ? [.. Recipes.Select(recipe => recipe.Compute(expected, counts.Bins))] : [],
            SampleCount = values,
            MissingCount = counts.MissingCount,
            BaselineMissingRatio = baseline.MissingCount / (double)Math.Max(1, rows + baseline.MissingCount),
            Mean = baseline.Numeric is not null && values > 0 ? counts.Sum / values : null,
            BaselineMean = baseline.Numeric?.Mean,
        };
    }

    // Where none misses in either sample there is no question, and a test that can only say 1 would
    // take its share of the level from the others.
    private static double? MissingPValue(long baselineMissing, long baselineValues, long missing, long values) =>
        baselineMissing + missing == 0 ? null : FisherExactTest.PValue(baselineMissing, baselineValues, missing, values);
}

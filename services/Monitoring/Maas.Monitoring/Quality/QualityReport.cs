using Maas.Monitoring.Baselines;
using Maas.Monitoring.Drift;
using Maas.Monitoring.Slices;
using Maas.Monitoring.Windows;

namespace Maas.Monitoring.Quality;

/// <summary>Says what is wrong with the rows of a window.</summary>
internal static class QualityReport
{
    /// <param name="baseline">Of the version.</param>
    /// <param name="content">What was sampled, its features in the order of the baseline.</param>
    /// <param name="volumeRatio">Null when there is nothing to compare with.</param>
    /// <param name="slice"><c>{feature}={value}</c>, whose feature is constant by choice; empty for all rows.</param>
    public static DataQuality Of(BaselineProfile baseline, WindowContent content, double? volumeRatio, string slice) => new(
        DuplicateRatio(content),
        [.. baseline.Features.Zip(content.Features!, Of).Select(quality => RowSlices.IsBy(slice, quality.Feature) ? quality with { IsConstant = false } : quality)],
        volumeRatio);

    private static FeatureQuality Of(FeatureBaseline baseline, FeatureCounts counts)
    {
        var values = counts.ValueCount();
        var isNumeric = baseline.Numeric is not null;
        return new FeatureQuality
        {
            Feature = baseline.Feature,
            ValueCount = values,
            MissingCount = counts.MissingCount,

            // The last bin holds what is not listed: never seen, when the baseline lists all that it had.
            UnseenCount = baseline.Categorical is { OtherCount: 0 } ? counts.Bins[^1] : 0,
            OutOfRangeCount = counts.OutOfRangeCount,
            IsConstant = values >= 2 && (isNumeric ? IsConstant(baseline.Numeric!, counts) : IsConstant(baseline.Categorical!, counts, values)),
            Numbers = isNumeric && counts.Minimum <= counts.Maximum ? Summary(baseline.Numeric!, counts, values) : null,
        };
    }

    private static bool IsConstant(NumericBaseline baseline, FeatureCounts counts) =>
        counts.Minimum == counts.Maximum && baseline.Counts.Count(count => count > 0) > 1;

    private static bool IsConstant(CategoricalBaseline baseline, FeatureCounts counts, long values) =>
        counts.Bins.AsSpan(..^1).Contains(values) && baseline.Categories.Length + (baseline.OtherCount > 0 ? 1 : 0) > 1;

    private static NumberSummary Summary(NumericBaseline baseline, FeatureCounts counts, long values)
    {
        // Squared distances from the mean of the baseline, moved to that of the window.
        var mean = counts.Sum / values;
        var shift = mean - baseline.Mean;
        var squares = Math.Max(0, counts.SquaredDistances - (values * shift * shift));
        var quantiles = counts.Sketch is { Count: > 0 } sketch ? sketch.View() : null;
        return new NumberSummary(
            counts.Minimum, counts.Maximum, mean, values < 2 ? 0 : Math.Sqrt(squares / (values - 1)),
            quantiles?.Quantile(0.05), quantiles?.Quantile(0.5), quantiles?.Quantile(0.95));
    }

    private static double DuplicateRatio(WindowContent content)
    {
        var rows = content.Features!.Length == 0 ? 0 : content.Features[0].ValueCount() + content.Features[0].MissingCount;
        return rows == 0 || content.DistinctRows is not { } distinct ? 0 : Math.Clamp(1 - (distinct.Estimate() / rows), 0, 1);
    }
}

using Maas.Monitoring.Baselines;
using Maas.Statistics;

namespace Maas.Monitoring.Drift;

/// <summary>How far one feature is from its baseline.</summary>
internal sealed record FeatureDrift
{
    /// <summary>The test that is used: the population stability index.</summary>
    public const string Test = "psi";

    public required string Feature { get; init; }

    /// <summary>0 is no drift; also 0 when there is nothing to compare.</summary>
    public required double Statistic { get; init; }

    /// <summary>Values it was computed from.</summary>
    public required long SampleCount { get; init; }

    /// <summary>Samples without a value.</summary>
    public required long MissingCount { get; init; }

    /// <summary>In [0, 1].</summary>
    public required double BaselineMissingRatio { get; init; }

    /// <summary>Null for categories and without values.</summary>
    public required double? Mean { get; init; }

    /// <summary>Null for categories.</summary>
    public required double? BaselineMean { get; init; }

    /// <summary>Compares what was sampled with the baseline, feature by feature in its order.</summary>
    public static IReadOnlyList<FeatureDrift> Of(BaselineProfile baseline, IReadOnlyList<FeatureCounts> counts) =>
        [.. baseline.Features.Zip(counts, Of)];

    private static FeatureDrift Of(FeatureBaseline baseline, FeatureCounts counts)
    {
        var expected = baseline.BinCounts();
        var (rows, values) = (expected.Sum(), counts.ValueCount());
        return new FeatureDrift
        {
            Feature = baseline.Feature,
            Statistic = rows > 0 && values > 0 ? PopulationStabilityIndex.Compute(expected, counts.Bins) : 0,
            SampleCount = values,
            MissingCount = counts.MissingCount,
            BaselineMissingRatio = baseline.MissingCount / (double)Math.Max(1, rows + baseline.MissingCount),
            Mean = baseline.Numeric is not null && values > 0 ? counts.Sum / values : null,
            BaselineMean = baseline.Numeric?.Mean,
        };
    }
}

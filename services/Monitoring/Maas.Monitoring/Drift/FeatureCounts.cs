using Maas.Monitoring.Baselines;

namespace Maas.Monitoring.Drift;

/// <summary>
/// What was sampled of one feature, in the bins of its baseline: only what can be added up. Not thread-safe. Kept as
/// JSON.
/// </summary>
internal sealed class FeatureCounts
{
    /// <summary>Values per bin; see <see cref="FeatureBaseline.BinCounts"/>.</summary>
    public required long[] Bins { get; init; }

    /// <summary>Samples without a value, or with one that is no number where a number is expected.</summary>
    public long MissingCount { get; set; }

    /// <summary>Sum of the values of a numeric feature.</summary>
    public double Sum { get; set; }

    /// <summary>Values in all bins.</summary>
    public long ValueCount() => Bins.Sum();

    public static FeatureCounts Empty(FeatureBaseline baseline) => new() { Bins = new long[baseline.BinCounts().Length] };

    /// <summary>Adds the counts of another time or batch.</summary>
    /// <exception cref="InvalidDataException">They were made over other bins.</exception>
    public void Merge(FeatureCounts other)
    {
        if (other.Bins.Length != Bins.Length)
        {
            throw new InvalidDataException($"Counts over {other.Bins.Length} bins do not add to {Bins.Length}.");
        }

        for (var bin = 0; bin < Bins.Length; bin++)
        {
            Bins[bin] += other.Bins[bin];
        }

        MissingCount += other.MissingCount;
        Sum += other.Sum;
    }
}

using Maas.Monitoring.Drift;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Performance;
using Maas.Statistics.Sketches;

namespace Maas.Monitoring.Windows;

/// <summary>What happened in a window: only what can be added up, in any order. Not thread-safe.</summary>
internal sealed class WindowContent
{
    /// <summary>How requests went.</summary>
    public OperationTally Operation { get; init; } = new();

    public long SampleCount { get; set; }

    /// <summary>Samples that never left a replica.</summary>
    public long DroppedSampleCount { get; set; }

    /// <summary>In the order of the baseline; null when nothing was counted in bins.</summary>
    public FeatureCounts[]? Features { get; set; }

    /// <summary>Different rows among those in <see cref="Features"/>; null when none were counted.</summary>
    public DistinctSketch? DistinctRows { get; set; }

    /// <summary>Null when no sampled prediction carried an id.</summary>
    public PerformanceCounts? Performance { get; set; }

    /// <summary>Adds what happened in another window; the other is not to be used any more.</summary>
    public void Merge(WindowContent other)
    {
        Operation.Merge(other.Operation);
        SampleCount += other.SampleCount;
        DroppedSampleCount += other.DroppedSampleCount;
        if (Performance is { } performance && other.Performance is { } added)
        {
            performance.Merge(added);
        }
        else
        {
            Performance ??= other.Performance;
        }

        if (DistinctRows is { } rows && other.DistinctRows is { } others)
        {
            rows.Merge(others);
        }
        else
        {
            DistinctRows ??= other.DistinctRows;
        }

        if (other.Features is null || Features is null)
        {
            Features ??= other.Features;
            return;
        }

        foreach (var (feature, counts) in Features.Zip(other.Features))
        {
            feature.Merge(counts);
        }
    }
}

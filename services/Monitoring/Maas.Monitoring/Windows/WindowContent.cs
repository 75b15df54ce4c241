using Maas.Monitoring.Drift;
using Maas.Statistics;

namespace Maas.Monitoring.Windows;

/// <summary>What happened in a window: only what can be added up, in any order. Not thread-safe.</summary>
internal sealed class WindowContent
{
    /// <summary>Requests by gRPC status code name.</summary>
    public Dictionary<string, long> RequestCounts { get; init; } = [];

    /// <summary>Null when no request ended well.</summary>
    public LatencySketch? Latency { get; set; }

    public long RowCount { get; set; }

    public long SampleCount { get; set; }

    /// <summary>Samples that never left a replica.</summary>
    public long DroppedSampleCount { get; set; }

    /// <summary>In the order of the baseline; null when nothing was counted in bins.</summary>
    public FeatureCounts[]? Features { get; set; }

    public long RequestCount => RequestCounts.Values.Sum();

    public long ErrorCount => RequestCount - RequestCounts.GetValueOrDefault("OK");

    /// <summary>Adds what happened in another window; the other is not to be used any more.</summary>
    public void Merge(WindowContent other)
    {
        foreach (var (code, count) in other.RequestCounts)
        {
            RequestCounts[code] = RequestCounts.GetValueOrDefault(code) + count;
        }

        RowCount += other.RowCount;
        SampleCount += other.SampleCount;
        DroppedSampleCount += other.DroppedSampleCount;
        MergeLatency(other.Latency);
        if (other.Features is null || Features is null)
        {
            Features ??= other.Features;
            return;
        }

        foreach (var (feature, added) in Features.Zip(other.Features))
        {
            feature.Merge(added);
        }
    }

    /// <summary>Adds durations; the sketch is not to be used any more.</summary>
    public void MergeLatency(LatencySketch? other)
    {
        if (other is null || Latency is null)
        {
            Latency ??= other;
            return;
        }

        Latency.Merge(other);
    }
}

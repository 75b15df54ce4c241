using Maas.Monitoring.Drift;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Performance;
using Maas.Monitoring.Quality;

namespace Maas.Monitoring.Windows;

/// <summary>What is known of one version over [start, end).</summary>
internal sealed record MetricsWindow
{
    public required string ModelVersion { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public required DateTimeOffset EndTime { get; init; }

    public required WindowContent Content { get; init; }

    /// <summary>Whether there is a baseline to compare with.</summary>
    public required bool HasBaseline { get; init; }

    /// <summary>Null without a baseline or without samples.</summary>
    public required DriftReport? Drift { get; init; }

    /// <summary><c>{feature}={value}</c>; empty for all rows.</summary>
    public string Slice { get; init; } = "";

    /// <summary>Null without a baseline or without samples.</summary>
    public DataQuality? Quality { get; init; }

    /// <summary>Null without sampled predictions that carry an id.</summary>
    public PerformanceReport? Performance { get; init; }

    /// <summary>Null in slices and in windows by count.</summary>
    public OperationReport? Operation { get; init; }

    /// <summary>Of windows by count, from 1; 0 for windows of time.</summary>
    public long SequenceNumber { get; init; }
}

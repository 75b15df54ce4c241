using Maas.Monitoring.Drift;

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
}

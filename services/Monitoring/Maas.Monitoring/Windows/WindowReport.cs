using Maas.Monitoring.Baselines;
using Maas.Monitoring.Drift;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Performance;
using Maas.Monitoring.Quality;

namespace Maas.Monitoring.Windows;

/// <summary>Says what windows of a monitor come to, one after the other in the order of time. Not thread-safe.</summary>
/// <param name="settings">Of the monitor.</param>
/// <param name="profiles">Baselines by version.</param>
/// <param name="now">The time now.</param>
internal sealed class WindowReport(
    MonitorSettings settings, IReadOnlyDictionary<string, BaselineProfile?> profiles, DateTimeOffset now)
{
    // Windows that the volume of the next one is compared with.
    private const int VolumeWindows = 7;

    private readonly Dictionary<(string ModelVersion, string Slice), Queue<double>> _volumes = [];

    /// <summary>A window of time.</summary>
    /// <param name="modelVersion">The version.</param>
    /// <param name="slice">The slice; empty for all rows.</param>
    /// <param name="startTime">Begin.</param>
    /// <param name="endTime">End.</param>
    /// <param name="content">What happened.</param>
    /// <param name="cancellationToken">Asked between features.</param>
    public MetricsWindow Of(
        string modelVersion, string slice, DateTimeOffset startTime, DateTimeOffset endTime, WindowContent content, CancellationToken cancellationToken) =>
        Of(modelVersion, slice, startTime, endTime, content, endTime - startTime, VolumeRatio(modelVersion, slice, startTime, endTime, content), cancellationToken)
        with
        {
            Operation = slice.Length == 0 ? OperationReport.Of(content.Operation, settings.Objectives, startTime, endTime, now) : null,
        };

    /// <summary>A window of a number of samples.</summary>
    /// <param name="row">Which.</param>
    /// <param name="content">What was sampled.</param>
    /// <param name="sharing">Windows of the version and slice that begin in the same minute: they share its part of the false alarms.</param>
    /// <param name="cancellationToken">Asked between features.</param>
    public MetricsWindow OfCount(CountWindowRow row, WindowContent content, int sharing, CancellationToken cancellationToken)
    {
        var (startTime, endTime) = (Minutes.BeginOf(row.BeginMinute), Minutes.BeginOf(row.EndMinute + 1));
        return Of(row.ModelVersion, row.Slice, startTime, endTime, content, (endTime - startTime) / sharing, volumeRatio: null, cancellationToken)
            with { SequenceNumber = row.SequenceNumber };
    }

    private MetricsWindow Of(
        string modelVersion, string slice, DateTimeOffset startTime, DateTimeOffset endTime, WindowContent content, TimeSpan share, double? volumeRatio,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var baseline = profiles.GetValueOrDefault(modelVersion);
        var reference = baseline is null ? null : DriftReference.Of(baseline, slice);
        return new MetricsWindow
        {
            ModelVersion = modelVersion,
            Slice = slice,
            StartTime = startTime,
            EndTime = endTime,
            Content = content,
            HasBaseline = baseline is not null,
            Drift = content.Features is { } features && reference is not null
                ? DriftReport.Of(reference, features, settings.Drift, share, cancellationToken)
                : null,
            Quality = content.Features is not null && baseline is not null ? QualityReport.Of(baseline, content, volumeRatio, slice) : null,
            Performance = PerformanceReport.Of(content.Performance, baseline?.Performance, settings.Drift.LevelOf(share)),
        };
    }

    // Rates, so that a window which is not over, or cut off, is as good as the others.
    private double? VolumeRatio(string modelVersion, string slice, DateTimeOffset startTime, DateTimeOffset endTime, WindowContent content)
    {
        if (!_volumes.TryGetValue((modelVersion, slice), out var before))
        {
            _volumes[(modelVersion, slice)] = before = new Queue<double>();
        }

        var passed = (now < endTime && now > startTime ? now : endTime) - startTime;
        var rate = (slice.Length == 0 ? content.Operation.RequestCount : content.SampleCount) / passed.TotalSeconds;
        double? ratio = before.Count > 0 && before.Average() > 0 ? rate / before.Average() : null;
        before.Enqueue(rate);
        if (before.Count > VolumeWindows)
        {
            before.Dequeue();
        }

        return ratio;
    }
}

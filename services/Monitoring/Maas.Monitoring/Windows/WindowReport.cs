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

    /// <param name="modelVersion">The version.</param>
    /// <param name="slice">The slice; empty for all rows.</param>
    /// <param name="startTime">Begin.</param>
    /// <param name="endTime">End.</param>
    /// <param name="content">What happened.</param>
    /// <param name="cancellationToken">Asked between features.</param>
    public MetricsWindow Of(
        string modelVersion, string slice, DateTimeOffset startTime, DateTimeOffset endTime, WindowContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (baseline, length) = (profiles.GetValueOrDefault(modelVersion), endTime - startTime);
        var volume = VolumeRatio(modelVersion, slice, content);
        return new MetricsWindow
        {
            ModelVersion = modelVersion,
            Slice = slice,
            StartTime = startTime,
            EndTime = endTime,
            Content = content,
            HasBaseline = baseline is not null,
            Drift = content.Features is { } features && baseline is not null
                ? DriftReport.Of(baseline, features, settings.Drift, length, cancellationToken)
                : null,
            Quality = content.Features is not null && baseline is not null ? QualityReport.Of(baseline, content, volume) : null,
            Performance = PerformanceReport.Of(content.Performance, baseline?.Performance, settings.Drift.LevelOf(length)),
            Operation = slice.Length == 0 ? OperationReport.Of(content.Operation, settings.Objectives, startTime, endTime, now) : null,
        };
    }

    private double? VolumeRatio(string modelVersion, string slice, WindowContent content)
    {
        if (!_volumes.TryGetValue((modelVersion, slice), out var before))
        {
            _volumes[(modelVersion, slice)] = before = new Queue<double>();
        }

        double count = slice.Length == 0 ? content.Operation.RequestCount : content.SampleCount;
        double? ratio = before.Count > 0 && before.Average() > 0 ? count / before.Average() : null;
        before.Enqueue(count);
        if (before.Count > VolumeWindows)
        {
            before.Dequeue();
        }

        return ratio;
    }
}

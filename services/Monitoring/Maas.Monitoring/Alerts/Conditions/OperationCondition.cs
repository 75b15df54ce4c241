using System.Globalization;
using Maas.Monitoring.Windows;
using Maas.Statistics;

namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>Holds when requests go wrong.</summary>
/// <param name="Metric">Which figure.</param>
/// <param name="Threshold">What is too much.</param>
internal sealed record OperationCondition(string Metric, Threshold Threshold) : WindowCondition
{
    private static readonly Dictionary<string, Func<MetricsWindow, double?>> Figures = new()
    {
        ["error_ratio"] = window => (double)window.Content.Operation.ErrorCount / window.Content.Operation.RequestCount,
        ["request_rate"] = window => window.Content.Operation.RequestCount / (window.EndTime - window.StartTime).TotalSeconds,
        ["latency_mean"] = window => window.Content.Operation.Latency is { Count: > 0 } sketch ? sketch.MeanSeconds : null,
        ["latency_p50"] = window => Quantile(window.Content.Operation.Latency, 0.5),
        ["latency_p90"] = window => Quantile(window.Content.Operation.Latency, 0.9),
        ["latency_p99"] = window => Quantile(window.Content.Operation.Latency, 0.99),
        ["queue_p99"] = window => Quantile(window.Operation?.QueueLatency, 0.99),
        ["run_p99"] = window => Quantile(window.Operation?.RunLatency, 0.99),
        ["load_count"] = window => window.Operation?.LoadCount,
        ["dropped_sample_ratio"] = window => Dropped(window.Content),
    };

    public override void Check(FieldChecks checks)
    {
        checks.RequireOneOf(Metric, [.. Figures.Keys], "operation.metric");
        ThresholdChecks.Check(Threshold, checks, "operation.threshold");
    }

    public override Reading Read(MetricsWindow window, long minSampleCount)
    {
        // Slices have none, and none is below 1.
        var requests = window.Content.Operation.RequestCount;
        return requests >= minSampleCount && Figures[Metric](window) is { } figure
            ? Reading.Of(
                Threshold.Judge(figure), figure,
                string.Create(CultureInfo.InvariantCulture, $"{Metric} is {Threshold.Tell(figure)} ({requests} requests)"))
            : Reading.Untold;
    }

    private static double? Quantile(LatencySketch? sketch, double q) => sketch is { Count: > 0 } ? sketch.Quantile(q) : null;

    private static double? Dropped(WindowContent content)
    {
        var all = content.DroppedSampleCount + content.SampleCount;
        return all == 0 ? null : (double)content.DroppedSampleCount / all;
    }
}

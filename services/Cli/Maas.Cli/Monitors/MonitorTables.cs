using System.Globalization;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Maas.Cli.Monitors;

/// <summary>Windows of a monitor as tables.</summary>
internal static class MonitorTables
{
    /// <summary>Counts of all windows, then the drift of each that has any.</summary>
    public static IRenderable Of(string monitor, IReadOnlyCollection<MetricsWindow> windows) => new Rows(
    [
        Operation(monitor, windows),
        .. windows.Where(window => window.FeatureDrifts.Count > 0).Select(Drift),
    ]);

    private static Table Operation(string monitor, IEnumerable<MetricsWindow> windows) => TextTable.Of(
        monitor,
        ["version", "from", "to", ">requests", ">errors", ">rows", ">p50", ">p99", ">samples", ">dropped"],
        windows.Select(window => new[]
        {
            TypedName.Short(window.ModelVersion), Figures.Time(window.StartTime), Figures.Time(window.EndTime),
            Figures.Count(window.RequestCount), Figures.Count(window.ErrorCount), Figures.Count(window.RowCount),
            window.Latency is { } p50 ? Figures.Milliseconds(p50.P50Seconds) : "–",
            window.Latency is { } p99 ? Figures.Milliseconds(p99.P99Seconds) : "–",
            Figures.Count(window.SampleCount), Figures.Count(window.DroppedSampleCount),
        }));

    private static Table Drift(MetricsWindow window) => TextTable.Of(
        $"{TypedName.Short(window.ModelVersion)} against its training data: {Verdict(window.Drift)}",
        ["feature", "drift", "test", ">p-value", ">of missing", ">psi", ">samples", ">missing", ">mean", ">mean in training"],
        window.FeatureDrifts.Select(drift => new[]
        {
            drift.Feature, drift.IsDrifted ? "DRIFTED" : "", drift.Test, PValue(drift.PValue), PValue(drift.MissingPValue),
            drift.Distances.FirstOrDefault(distance => distance.Recipe == "psi.counts") is { } psi
                ? psi.Value.ToString("F4", CultureInfo.InvariantCulture)
                : "–",
            Figures.Count(drift.SampleCount), Figures.Count(drift.MissingCount),
            Figures.Number(drift.HasMean, drift.Mean), Figures.Number(drift.HasBaselineMean, drift.BaselineMean),
        }));

    private static string Verdict(DriftSummary drift) => drift switch
    {
        { UntestedReason: "few-samples" } => "too few samples to be tested",
        { UntestedReason.Length: > 0 } => "nothing to compare",
        { IsDrifted: true } =>
            $"DRIFTED, p = {PValue(drift.PValue)} at a level of {PValue(drift.LevelRatio)}, {drift.DriftedFeatureCount} of the features",
        _ => $"no drift, p = {PValue(drift.PValue)} at a level of {PValue(drift.LevelRatio)}",
    };

    private static string PValue(double value) => value.ToString("G2", CultureInfo.InvariantCulture);
}

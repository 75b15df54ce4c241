using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Maas.Cli.Monitors;

/// <summary>Windows of a monitor as tables.</summary>
internal static class MonitorTables
{
    // Siddiqi, "Credit Risk Scorecards", 2006: below 0.1 no shift, to 0.25 a small one, above a large one.
    private const double SmallShift = 0.1;
    private const double LargeShift = 0.25;

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
        $"drift of {TypedName.Short(window.ModelVersion)} against its training data",
        ["feature", "test", ">statistic", "shift", ">samples", ">missing", ">mean", ">mean in training"],
        window.FeatureDrifts.Select(drift => new[]
        {
            drift.Feature, drift.Test, drift.Statistic.ToString("F4", System.Globalization.CultureInfo.InvariantCulture),
            drift.Test == "psi" ? Shift(drift.Statistic) : "", Figures.Count(drift.SampleCount), Figures.Count(drift.MissingCount),
            Figures.Number(drift.HasMean, drift.Mean), Figures.Number(drift.HasBaselineMean, drift.BaselineMean),
        }));

    private static string Shift(double psi) => psi switch
    {
        < SmallShift => "none",
        < LargeShift => "small",
        _ => "LARGE",
    };
}

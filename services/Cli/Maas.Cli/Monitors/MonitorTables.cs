using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Maas.Cli.Monitors;

/// <summary>Windows of a monitor as tables.</summary>
internal static class MonitorTables
{
    /// <summary>Counts of all windows, then of each what there is: operation, drift, data quality, performance.</summary>
    public static IRenderable Of(string monitor, IReadOnlyCollection<MetricsWindow> windows) => new Rows(
    [
        Counts(monitor, windows),
        .. windows.SelectMany(Details),
    ]);

    /// <summary>Which window a table is about: version, slice, and its number among those of a count.</summary>
    public static string TitleOf(MetricsWindow window)
    {
        var slice = window.Slice.Length > 0 ? $", {window.Slice}" : "";
        var number = window.SequenceNumber > 0 ? $", window {Figures.Count(window.SequenceNumber)}" : "";
        return $"{TypedName.Short(window.ModelVersion)}{slice}{number}";
    }

    private static IEnumerable<IRenderable> Details(MetricsWindow window) =>
    [
        .. window.Operation is { } operation ? OperationTables.Of(window, operation) : [],
        .. window.FeatureDrifts.Count > 0 ? [DriftTables.Of(window)] : Array.Empty<IRenderable>(),
        .. window.Quality is { } quality ? QualityTables.Of(window, quality) : [],
        .. window.Performance is { } performance ? PerformanceTables.Of(window, performance) : [],
    ];

    // The slice and the number have columns only where there are any.
    private static Table Counts(string monitor, IReadOnlyCollection<MetricsWindow> windows)
    {
        var hasSlices = windows.Any(window => window.Slice.Length > 0);
        var hasNumbers = windows.Any(window => window.SequenceNumber > 0);
        return TextTable.Of(
            monitor,
            [
                "version", .. hasSlices ? ["slice"] : Array.Empty<string>(), .. hasNumbers ? [">window"] : Array.Empty<string>(),
                "from", "to", ">requests", ">errors", ">rows", ">p50", ">p99", ">samples", ">dropped",
            ],
            windows.Select(window => (string[])
            [
                TypedName.Short(window.ModelVersion),
                .. hasSlices ? [window.Slice.Length > 0 ? window.Slice : "all rows"] : Array.Empty<string>(),
                .. hasNumbers ? [Figures.Count(window.SequenceNumber)] : Array.Empty<string>(),
                Figures.Time(window.StartTime), Figures.Time(window.EndTime),
                Figures.Count(window.RequestCount), Figures.Count(window.ErrorCount), Figures.Count(window.RowCount),
                window.Latency is { } p50 ? Figures.Milliseconds(p50.P50Seconds) : "–",
                window.Latency is { } p99 ? Figures.Milliseconds(p99.P99Seconds) : "–",
                Figures.Count(window.SampleCount), Figures.Count(window.DroppedSampleCount),
            ]));
    }
}

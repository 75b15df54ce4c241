using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console;

namespace Maas.Cli.Monitors;

/// <summary>How the replicas that serve a version stand.</summary>
internal static class OperationTables
{
    /// <summary>One table of facts; what was not told is left out.</summary>
    public static IEnumerable<Table> Of(MetricsWindow window, OperationSummary operation) =>
    [
        TextTable.Facts(
            $"{MonitorTables.TitleOf(window)}, operation",
            [
                ("requests per second", Figures.Number(operation.RequestRate)),
                ("waited", Quantiles(operation.QueueLatency)),
                ("ran", Quantiles(operation.RunLatency)),
                ("requests by rows of their batch", string.Join(
                    ", ", operation.BatchSizeCounts.OrderBy(pair => pair.Key).Select(pair => $"≤ {pair.Key}: {Figures.Count(pair.Value)}"))),
                ("loads", operation.LoadCount == 0
                    ? ""
                    : $"{Figures.Count(operation.LoadCount)}, {Figures.Milliseconds(operation.LoadMeanSeconds)} each"),
                .. operation.Replicas.Select(replica =>
                    ($"on {replica.Replica}", $"{replica.Device}, {Figures.Bytes(replica.MemoryBytes)}")),
                .. operation.BurnRates.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
                    ($"burn rate of {pair.Key}", $"{Figures.Number(pair.Value)}{(pair.Value > 1 ? ", faster than the budget lasts" : "")}")),
            ]),
    ];

    private static string Quantiles(LatencyQuantiles? latency) => latency is null
        ? ""
        : $"p50 {Figures.Milliseconds(latency.P50Seconds)}, p90 {Figures.Milliseconds(latency.P90Seconds)}, p99 {Figures.Milliseconds(latency.P99Seconds)}";
}

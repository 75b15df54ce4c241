using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Maas.Cli.Monitors;

/// <summary>How good a version is, as outcomes say, and as is estimated before they come.</summary>
internal static class PerformanceTables
{
    /// <summary>A row per figure, each with its interval, then how many outcomes there are, and what an estimate cannot see. Nothing before there is any figure.</summary>
    public static IEnumerable<IRenderable> Of(MetricsWindow window, Performance performance)
    {
        var metrics = performance.Realised.Concat(performance.Estimated).Select(figure => figure.Metric).Distinct().ToList();
        if (metrics.Count == 0)
        {
            yield break;
        }

        yield return TextTable.Of(
            $"{MonitorTables.TitleOf(window)}, performance",
            ["metric", "realised (95 %)", "estimated of the same rows", "estimated of all rows", ">on the test rows"],
            metrics.Select(metric => new[]
            {
                metric, Interval(performance.Realised, metric), Interval(performance.EstimatedForOutcomes, metric),
                Interval(performance.Estimated, metric), Baseline(performance, metric),
            }));
        yield return new Text(Printable.Of(
            $"{MonitorTables.TitleOf(window)}: outcomes of {Figures.Count(performance.OutcomeCount)} of "
            + $"{Figures.Count(performance.PredictionCount)} predictions{Warning(performance)}\n"));
        if (performance.EstimateCaveat.Length > 0)
        {
            yield return new Text(Printable.Of($"Estimates: {performance.EstimateCaveat}\n"));
        }
    }

    private static string Warning(Performance performance) =>
        (performance.IsEstimateRefuted ? "; THE OUTCOMES REFUTE THE ESTIMATE" : "")
        + (performance.ChangeCount > 0 ? $"; {Figures.Count(performance.ChangeCount)} CHANGES AMONG THE OUTCOMES" : "");

    private static string Interval(IEnumerable<MetricFigure> figures, string metric) =>
        figures.FirstOrDefault(figure => figure.Metric == metric) is { } found
            ? $"{Figures.Number(found.Value)} ({Figures.Number(found.Low)} … {Figures.Number(found.High)})"
            : "–";

    private static string Baseline(Performance performance, string metric) =>
        performance.Realised.Concat(performance.Estimated).FirstOrDefault(figure => figure.Metric == metric && figure.HasBaselineValue) is { } found
            ? Figures.Number(found.BaselineValue)
            : "–";
}

using System.Globalization;
using Maas.Monitoring.Performance;
using Maas.Monitoring.Windows;

namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>Holds when a version is not good enough.</summary>
/// <param name="Metric">Name of a figure, or <c>estimate_refuted</c> or <c>change_count</c>.</param>
/// <param name="Source"><see cref="Realised"/> or <see cref="Estimated"/>.</param>
/// <param name="Threshold">What is not good enough.</param>
/// <param name="IsRelativeToBaseline">Compares the difference to the figure on the test rows.</param>
/// <param name="RequiresConfidence">Holds only when the whole confidence interval is beyond the threshold.</param>
internal sealed record PerformanceCondition(
    string Metric, string Source, Threshold Threshold, bool IsRelativeToBaseline, bool RequiresConfidence) : WindowCondition
{
    public const string Realised = "realised";

    public const string Estimated = "estimated";

    private const string EstimateRefuted = "estimate_refuted";
    private const string ChangeCount = "change_count";

    private static readonly string[] Figures =
        ["accuracy", "precision", "recall", "specificity", "f1", "roc_auc", "mae", "mse", "rmse", "r2", "bias"];

    public override void Check(FieldChecks checks)
    {
        checks.RequireOneOf(Metric, [.. Figures, EstimateRefuted, ChangeCount], "performance.metric");
        checks.RequireOneOf(Source, [Realised, Estimated], "performance.source");
        ThresholdChecks.Check(Threshold, checks, "performance.threshold");
        if (Metric is EstimateRefuted or ChangeCount)
        {
            checks.Require(
                !IsRelativeToBaseline, "performance.is_relative_to_baseline", $"{Metric} has no baseline: expected false.");
            checks.Require(
                !RequiresConfidence, "performance.requires_confidence", $"{Metric} has no confidence interval: expected false.");
        }
    }

    public override Reading Read(MetricsWindow window, long minSampleCount)
    {
        if (window.Performance is not { } report)
        {
            return Reading.Untold;
        }

        return Metric switch
        {
            EstimateRefuted => report.OutcomeCount < minSampleCount || report.EstimatedForOutcomes.Count == 0
                ? Reading.Untold
                : OfCount(report.IsEstimateRefuted ? 1 : 0),
            ChangeCount => report.OutcomeCount < minSampleCount ? Reading.Untold : OfCount(report.ChangeCount),
            _ when CountOf(window, report) < minSampleCount => Reading.Untold,
            _ => (Source == Realised ? report.Realised : report.Estimated).FirstOrDefault(figure => figure.Metric == Metric) is { } found
                ? OfFigure(found)
                : Reading.Untold,
        };
    }

    private long CountOf(MetricsWindow window, PerformanceReport report) =>
        Source == Realised ? report.OutcomeCount : window.Content.SampleCount;

    private Reading OfCount(double figure) => Reading.Of(Threshold.Judge(figure), figure, $"{Metric} is {Threshold.Tell(figure)}");

    private Reading OfFigure(MetricFigure figure)
    {
        if (IsRelativeToBaseline && figure.BaselineValue is null)
        {
            return Reading.Untold;
        }

        var origin = IsRelativeToBaseline ? figure.BaselineValue!.Value : 0;
        var value = figure.Value - origin;
        var verdict = RequiresConfidence
            ? Threshold.Judge(value, figure.Low - origin, figure.High - origin)
            : Threshold.Judge(value);
        var what = IsRelativeToBaseline
            ? string.Create(CultureInfo.InvariantCulture, $"{Source} {Metric} less that on the test rows, {origin:0.####}, is")
            : $"{Source} {Metric} is";
        var interval = string.Create(
            CultureInfo.InvariantCulture, $"95 % interval {figure.Low - origin:0.####} to {figure.High - origin:0.####}, of {figure.RowCount} rows");
        return Reading.Of(verdict, value, $"{what} {Threshold.Tell(value)} ({interval})");
    }
}

using Maas.Monitoring.Baselines;
using Maas.Statistics.Performance;

namespace Maas.Monitoring.Performance;

/// <summary>Figures of a regressor from its sums.</summary>
internal static class RegressorFigures
{
    /// <param name="sums">Null for none.</param>
    /// <param name="baseline">What they are compared with.</param>
    /// <param name="recipe">How they came about.</param>
    /// <param name="areTruths">Whether the sums are of truths; else there is no bias, and the variance of the truth is that of the test rows.</param>
    public static IReadOnlyList<MetricFigure> Of(LossSums? sums, PerformanceBaseline? baseline, string recipe, bool areTruths)
    {
        if (sums is not { RowCount: > 0 })
        {
            return [];
        }

        // What an estimate was learnt from is a sample, too.
        LossReference? reference = areTruths || baseline is null
            ? null
            : new(baseline.RowCount, baseline.AbsoluteVariance, baseline.SquaredVariance, baseline.Regression?.TruthVariance ?? 0);
        List<(string Name, FigureInterval Interval)> figures =
        [
            ("mae", sums.MeanAbsoluteError(reference)), ("mse", sums.MeanSquaredError(reference)), ("rmse", sums.RootMeanSquaredError(reference)),
            ("r2", sums.R2(reference)),
        ];
        if (areTruths)
        {
            figures.Add(("bias", sums.Bias()));
        }

        return
        [
            .. figures.Where(figure => !double.IsNaN(figure.Interval.Value)).Select(figure => new MetricFigure(
                figure.Name, figure.Interval.Value, figure.Interval.Low, figure.Interval.High, baseline?.MetricOrNull(figure.Name), sums.RowCount, recipe)),
        ];
    }
}

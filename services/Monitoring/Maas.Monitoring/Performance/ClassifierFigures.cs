using Maas.Monitoring.Baselines;
using Maas.Statistics.Performance;

namespace Maas.Monitoring.Performance;

/// <summary>Figures of a classifier from its sums.</summary>
internal static class ClassifierFigures
{
    // Expected rows of a class below this are none.
    private const double Few = 1e-9;

    /// <summary>
    /// Of the positive class when the baseline names two; else means over the classes that occur, a class without the one or the other counting 0.
    /// What the rows do not tell is left out.
    /// </summary>
    public static IReadOnlyList<MetricFigure> Of(ClassificationSums? sums, PerformanceBaseline? baseline, string recipe)
    {
        if (sums is not { RowCount: > 0 })
        {
            return [];
        }

        var isBinary = baseline?.Classification?.ClassLabels.Length == 2;
        (string Name, FigureInterval Interval)[] figures = isBinary
            ?
            [
                ("accuracy", sums.Accuracy()), ("precision", sums.Precision(1)), ("recall", sums.Recall(1)), ("specificity", sums.Recall(0)),
                ("f1", sums.F1(1)), ("roc_auc", sums.RocAuc()),
            ]
            :
            [
                ("accuracy", sums.Accuracy()), ("precision", Mean(sums, sums.Precision)), ("recall", Mean(sums, sums.Recall)), ("f1", Mean(sums, sums.F1)),
            ];
        return
        [
            .. figures.Where(figure => !double.IsNaN(figure.Interval.Value)).Select(figure => new MetricFigure(
                figure.Name, figure.Interval.Value, figure.Interval.Low, figure.Interval.High, baseline?.MetricOrNull(figure.Name), sums.RowCount, recipe)),
        ];
    }

    private static FigureInterval Mean(ClassificationSums sums, Func<int, FigureInterval> figure)
    {
        FigureInterval[] classes =
        [
            .. Enumerable.Range(0, sums.Hits.Length)
                .Where(c => sums.Positives[c] > Few || sums.Predicted[c] > 0)
                .Select(figure)
                .Select(interval => double.IsNaN(interval.Value) ? new FigureInterval(0, 0, 0) : interval),
        ];
        return classes.Length == 0 ? FigureInterval.Unknown : FigureInterval.Mean(classes);
    }
}

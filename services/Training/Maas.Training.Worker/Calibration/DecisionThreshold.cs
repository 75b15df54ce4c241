using Maas.Training.Plans;

namespace Maas.Training.Worker.Calibration;

/// <summary>From which probability on the second of two classes is the answer.</summary>
internal static class DecisionThreshold
{
    /// <summary>What the likelier class amounts to.</summary>
    public const double Even = 0.5;

    /// <summary>The threshold of the best figure; of equally good ones the nearest to 0.5, halfway between two probabilities that occur.</summary>
    /// <param name="metric">One of <see cref="DecisionMetric"/>.</param>
    /// <param name="probabilities">Shape [rows, 2], row-major, calibrated.</param>
    /// <param name="truth">Class of each row; both occur.</param>
    public static double Fit(string metric, double[] probabilities, int[] truth)
    {
        if (metric == DecisionMetric.None)
        {
            return Even;
        }

        var rows = truth.Index().Select(row => (Probability: probabilities[(2 * row.Index) + 1], IsPositive: row.Item == 1))
            .OrderByDescending(row => row.Probability).ToList();
        double positives = truth.Sum();
        var negatives = truth.Length - positives;
        var (best, bestFigure) = (Even, double.NegativeInfinity);
        double hits = 0, alarms = 0;
        for (var i = 0; i < rows.Count - 1; i++)
        {
            hits += rows[i].IsPositive ? 1 : 0;
            alarms += rows[i].IsPositive ? 0 : 1;
            if (rows[i].Probability == rows[i + 1].Probability)
            {
                continue;
            }

            var threshold = (rows[i].Probability + rows[i + 1].Probability) / 2;
            var figure = Figure(metric, hits, alarms, positives, negatives);
            if (figure > bestFigure || (figure == bestFigure && Math.Abs(threshold - Even) < Math.Abs(best - Even)))
            {
                (best, bestFigure) = (threshold, figure);
            }
        }

        return best;
    }

    private static double Figure(string metric, double hits, double alarms, double positives, double negatives)
    {
        var (misses, rejections) = (positives - hits, negatives - alarms);
        return metric switch
        {
            DecisionMetric.F1 => 2 * hits / ((2 * hits) + alarms + misses),
            DecisionMetric.BalancedAccuracy => ((hits / positives) + (rejections / negatives)) / 2,
            DecisionMetric.Mcc => Mcc(hits, alarms, misses, rejections),
            _ => throw PlanErrors.SpecInvalid($"the decision metric '{metric}' is unknown."),
        };
    }

    private static double Mcc(double hits, double alarms, double misses, double rejections)
    {
        var product = (hits + alarms) * (hits + misses) * (rejections + alarms) * (rejections + misses);
        return product == 0 ? 0 : ((hits * rejections) - (alarms * misses)) / Math.Sqrt(product);
    }
}

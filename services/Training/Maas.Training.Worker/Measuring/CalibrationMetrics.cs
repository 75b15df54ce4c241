using Maas.Statistics.Calibration;

namespace Maas.Training.Worker.Measuring;

/// <summary>Whether probabilities say how often a classifier is right.</summary>
internal static class CalibrationMetrics
{
    /// <summary>
    /// Adds <c>{prefix}.ece</c>, the expected calibration error of the likeliest class over 15 bins of equal width, and <c>{prefix}.brier</c>,
    /// the mean squared distance of the probabilities from the truth: of two classes that of the second, of more summed over all. Of two classes
    /// <c>{prefix}.roc_auc</c> too, when both are there.
    /// </summary>
    /// <remarks>Source of the distance: Brier, 1950; summed here, so that single-precision rows need no copy.</remarks>
    /// <param name="metrics">Gets the entries.</param>
    /// <param name="prefix"><c>train</c> or <c>test</c>.</param>
    /// <param name="truth">Class of each row; at least one row.</param>
    /// <param name="probabilities">Shape [rows, classes], row-major.</param>
    /// <param name="classCount">Classes.</param>
    public static void AddTo(
        IDictionary<string, double> metrics, string prefix, IReadOnlyList<int> truth, IReadOnlyList<float> probabilities, int classCount)
    {
        var (confidence, right, brier) = (new double[truth.Count], new double[truth.Count], 0.0);
        for (var row = 0; row < truth.Count; row++)
        {
            var likeliest = 0;
            for (var c = 0; c < classCount; c++)
            {
                var probability = Probability(row, c);
                likeliest = probability > Probability(row, likeliest) ? c : likeliest;
                var distance = probability - (truth[row] == c ? 1 : 0);
                brier += classCount == 2 && c == 0 ? 0 : distance * distance;
            }

            confidence[row] = Probability(row, likeliest);
            right[row] = likeliest == truth[row] ? 1 : 0;
        }

        // Sums of what is no number are none; there is nothing to sort then.
        metrics[$"{prefix}.brier"] = brier / truth.Count;
        metrics[$"{prefix}.ece"] = double.IsNaN(brier) ? double.NaN : CalibrationError.EqualWidth(confidence, right);
        if (classCount == 2 && !double.IsNaN(brier))
        {
            AddAreaUnderCurve();
        }

        // Rounding may take a single-precision probability past 1.
        double Probability(int row, int c) => Math.Clamp((double)probabilities[(row * classCount) + c], 0, 1);

        void AddAreaUnderCurve()
        {
            double[] second = [.. truth.Select((_, row) => Probability(row, 1))];
            var area = new RankedScores(second).RocAuc([.. truth.Select(c => (double)c)]);
            if (!double.IsNaN(area))
            {
                metrics[$"{prefix}.roc_auc"] = area;
            }
        }
    }
}

namespace Maas.Training.Worker.Measuring;

/// <summary>Whether probabilities say how often a classifier is right.</summary>
internal static class CalibrationMetrics
{
    private const int Bins = 15;

    /// <summary>
    /// Adds <c>{prefix}.ece</c>, the expected calibration error of the likeliest class over 15 bins of equal width, and <c>{prefix}.brier</c>,
    /// the mean squared distance of the probabilities from the truth: of two classes that of the second, of more summed over all.
    /// </summary>
    /// <remarks>Sources: Naeini et al., 2015; Guo et al., 2017, equation 3; Brier, 1950.</remarks>
    /// <param name="metrics">Gets the entries.</param>
    /// <param name="prefix"><c>train</c> or <c>test</c>.</param>
    /// <param name="truth">Class of each row; at least one row.</param>
    /// <param name="probabilities">Shape [rows, classes], row-major.</param>
    /// <param name="classCount">Classes.</param>
    public static void AddTo(
        IDictionary<string, double> metrics, string prefix, IReadOnlyList<int> truth, IReadOnlyList<float> probabilities, int classCount)
    {
        var (confidence, right) = (new double[Bins], new double[Bins]);
        double brier = 0;
        for (var row = 0; row < truth.Count; row++)
        {
            var likeliest = 0;
            for (var c = 0; c < classCount; c++)
            {
                double probability = probabilities[(row * classCount) + c];
                likeliest = probability > probabilities[(row * classCount) + likeliest] ? c : likeliest;
                var distance = probability - (truth[row] == c ? 1 : 0);
                brier += classCount == 2 && c == 0 ? 0 : distance * distance;
            }

            var top = (double)probabilities[(row * classCount) + likeliest];
            var bin = Math.Clamp((int)Math.Ceiling(top * Bins) - 1, 0, Bins - 1);
            confidence[bin] += top;
            right[bin] += likeliest == truth[row] ? 1 : 0;
        }

        metrics[$"{prefix}.ece"] = Enumerable.Range(0, Bins).Sum(bin => Math.Abs(confidence[bin] - right[bin])) / truth.Count;
        metrics[$"{prefix}.brier"] = brier / truth.Count;
        if (classCount == 2)
        {
            AddAreaUnderCurve(metrics, prefix, truth, probabilities);
        }
    }

    // The share of pairs of both classes that are in the right order, equal ones half. Source: Hanley and McNeil, 1982.
    private static void AddAreaUnderCurve(
        IDictionary<string, double> metrics, string prefix, IReadOnlyList<int> truth, IReadOnlyList<float> probabilities)
    {
        double positives = truth.Count(c => c == 1);
        var negatives = truth.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return;
        }

        double rank = 0, sum = 0;
        foreach (var tied in Enumerable.Range(0, truth.Count).GroupBy(row => probabilities[(2 * row) + 1]).OrderBy(tied => tied.Key))
        {
            var rows = tied.ToList();
            sum += rows.Count(row => truth[row] == 1) * (rank + ((rows.Count + 1) / 2.0));
            rank += rows.Count;
        }

        metrics[$"{prefix}.roc_auc"] = (sum - (positives * (positives + 1) / 2)) / (positives * negatives);
    }
}

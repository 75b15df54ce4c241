namespace Maas.Training.Worker.Measuring;

/// <summary>Quality of predicted classes.</summary>
internal static class ClassificationMetrics
{
    // Keeps the logarithm finite where single precision says 0; scikit-learn clips by the type's epsilon too.
    private const double SmallestProbability = 1.1920929e-7;

    /// <summary>
    /// Adds <c>{prefix}.log_loss</c> (mean, natural logarithm), <c>.accuracy</c>, <c>.macro_f1</c> (mean over the
    /// classes that are true or predicted at least once), and what <see cref="CalibrationMetrics"/> adds.
    /// </summary>
    /// <param name="metrics">Gets the entries.</param>
    /// <param name="prefix"><c>train</c> or <c>test</c>.</param>
    /// <param name="truth">Class of each row; at least one row.</param>
    /// <param name="predicted">Predicted class of each row.</param>
    /// <param name="probabilities">Shape [rows, classes], row-major.</param>
    /// <param name="classCount">Classes.</param>
    public static void AddTo(
        IDictionary<string, double> metrics, string prefix,
        IReadOnlyList<int> truth, IReadOnlyList<int> predicted, IReadOnlyList<float> probabilities, int classCount)
    {
        double loss = 0;
        for (var row = 0; row < truth.Count; row++)
        {
            double probability = probabilities[(row * classCount) + truth[row]];
            loss -= Math.Log(Math.Clamp(probability, SmallestProbability, 1 - SmallestProbability));
        }

        var confusion = Confusion(truth, predicted, classCount);
        metrics[$"{prefix}.log_loss"] = loss / truth.Count;
        metrics[$"{prefix}.accuracy"] =
            (double)Enumerable.Range(0, classCount).Sum(c => confusion[(c * classCount) + c]) / truth.Count;
        metrics[$"{prefix}.macro_f1"] = MacroF1(confusion, classCount);
        CalibrationMetrics.AddTo(metrics, prefix, truth, probabilities, classCount);
    }

    /// <summary>Counts, true class by row, predicted class by column; row-major.</summary>
    public static long[] Confusion(IReadOnlyList<int> truth, IReadOnlyList<int> predicted, int classCount)
    {
        var counts = new long[classCount * classCount];
        for (var row = 0; row < truth.Count; row++)
        {
            counts[(truth[row] * classCount) + predicted[row]]++;
        }

        return counts;
    }

    private static double MacroF1(long[] confusion, int classCount)
    {
        List<double> scores = [];
        for (var c = 0; c < classCount; c++)
        {
            long trueCount = 0, predictedCount = 0;
            for (var other = 0; other < classCount; other++)
            {
                trueCount += confusion[(c * classCount) + other];
                predictedCount += confusion[(other * classCount) + c];
            }

            if (trueCount + predictedCount > 0)
            {
                scores.Add(2.0 * confusion[(c * classCount) + c] / (trueCount + predictedCount));
            }
        }

        return scores.Average();
    }
}

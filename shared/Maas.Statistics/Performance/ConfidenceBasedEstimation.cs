using Maas.Statistics.Calibration;

namespace Maas.Statistics.Performance;

/// <summary>
/// How good a classifier of two classes is on rows whose truth is not known yet, from its own probabilities: CBPE. Static, thread-safe when
/// each caller brings its own generator.
/// </summary>
/// <remarks>
/// Right when the probabilities are: calibrated (<see cref="ScoreCalibrator"/>), and on rows of a kind that it was calibrated on, even when
/// there are more or fewer of them. It cannot see that the same rows now have another truth (concept drift), which only labels show. With
/// known truth in place of probabilities, the same figures are the real ones. Source: documentation of NannyML, "Confidence-based
/// Performance Estimation"; Guerra-Urzola et al., "Estimating model performance under covariate shift without labels", 2024.
/// </remarks>
public static class ConfidenceBasedEstimation
{
    /// <summary>Name of what is estimated this way.</summary>
    public const string Recipe = "cbpe";

    /// <summary>Figures expected of the rows, O(n).</summary>
    /// <param name="positives">One or more: the probability of the positive class, calibrated, or its truth, 0 or 1.</param>
    /// <param name="ranking">The scores as the classifier gave them, not calibrated: those are what is sorted by.</param>
    /// <param name="predicted">Whether each row is predicted positive.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a probability is outside of [0, 1].</exception>
    public static ClassifierMetrics Estimate(ReadOnlySpan<double> positives, RankedScores ranking, ReadOnlySpan<bool> predicted)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        Outcomes.CheckProbabilities(positives);
        return Measure(positives, ranking, predicted);
    }

    /// <summary>
    /// How far what comes true is from the estimate, as the root mean square of each figure: truths are drawn with the probabilities. The
    /// estimate with 1.96 of them to either side holds what comes true in 95 % of windows, also where they differ from the reference. O(draws n).
    /// </summary>
    /// <param name="positives">As in <see cref="Estimate"/>, probabilities.</param>
    /// <param name="ranking">As in <see cref="Estimate"/>.</param>
    /// <param name="predicted">As in <see cref="Estimate"/>.</param>
    /// <param name="draws">2 or more; 200 give each standard error within 5 %.</param>
    /// <param name="random">The same seed gives the same answer.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a probability is outside of [0, 1].</exception>
    public static ClassifierMetrics StandardErrors(
        ReadOnlySpan<double> positives, RankedScores ranking, ReadOnlySpan<bool> predicted, int draws, Random random)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(random);
        Outcomes.CheckProbabilities(positives);
        var (probabilities, predictions) = (positives.ToArray(), predicted.ToArray());
        var truth = new double[probabilities.Length];
        return MetricSpread.Of(Measure(probabilities, ranking, predictions), draws, () =>
        {
            for (var row = 0; row < truth.Length; row++)
            {
                truth[row] = random.NextDouble() < probabilities[row] ? 1 : 0;
            }

            return Measure(truth, ranking, predictions);
        });
    }

    internal static ClassifierMetrics Measure(ReadOnlySpan<double> positives, RankedScores ranking, ReadOnlySpan<bool> predicted)
    {
        var confusion = ExpectedConfusion.Of(positives, predicted);
        return new ClassifierMetrics
        {
            Accuracy = confusion.Accuracy,
            Precision = confusion.Precision,
            Recall = confusion.Recall,
            Specificity = confusion.Specificity,
            F1 = confusion.F1,
            RocAuc = ranking.RocAuc(positives),
            AveragePrecision = ranking.AveragePrecision(positives),
        };
    }
}

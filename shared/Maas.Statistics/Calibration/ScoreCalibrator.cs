namespace Maas.Statistics.Calibration;

/// <summary>
/// Turns scores of a classifier into probabilities, by an isotonic curve where that makes them better, and else leaves them as they are.
/// Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Better is what has the smaller calibration error, 10 bins of equal count, on rows that the curve was not fitted on. Scores that part
/// both classes all but perfectly are left alone. The rule is that of NannyML, with ten folds, each row once, instead of its random splits.
/// </remarks>
public sealed class ScoreCalibrator
{
    private const int Folds = 10;
    private const double PartedPerfectly = 0.999;

    private readonly IsotonicCurve? _curve;

    private ScoreCalibrator(IsotonicCurve? curve) => _curve = curve;

    /// <summary>Leaves all scores as they are.</summary>
    public static ScoreCalibrator None { get; } = new(null);

    /// <summary>Whether it changes scores.</summary>
    public bool IsCalibrating => _curve is not null;

    /// <summary>Scores where its curve bends, ascending and distinct, in [0, 1]; none when it leaves scores as they are.</summary>
    public ReadOnlySpan<double> Scores => _curve is null ? [] : _curve.Inputs;

    /// <summary>The probability at each of <see cref="Scores"/>, never falling, in [0, 1].</summary>
    public ReadOnlySpan<double> Probabilities => _curve is null ? [] : _curve.Outputs;

    /// <summary>Makes it from its knots: again the same calibrator, to the bit.</summary>
    /// <param name="scores">As <see cref="Scores"/>.</param>
    /// <param name="probabilities">As <see cref="Probabilities"/>, as many.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static ScoreCalibrator OfKnots(ReadOnlySpan<double> scores, ReadOnlySpan<double> probabilities)
    {
        Outcomes.CheckProbabilities(scores);
        Outcomes.CheckProbabilities(probabilities);
        return scores.IsEmpty && probabilities.IsEmpty ? None : new ScoreCalibrator(new IsotonicCurve(scores, probabilities));
    }

    /// <summary>Fits and judges it, O(n log n).</summary>
    /// <param name="scores">In [0, 1]; 10 rows or more of each class, else nothing is calibrated.</param>
    /// <param name="outcomes">As many: 1 for the class that the scores are of, 0 for any other.</param>
    /// <param name="random">Deals rows to folds; the same seed gives the same calibrator.</param>
    /// <exception cref="ArgumentException">There is none, the lengths differ, or one is outside of its range.</exception>
    public static ScoreCalibrator Fit(ReadOnlySpan<double> scores, ReadOnlySpan<double> outcomes, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Outcomes.Check(scores, outcomes);
        var positives = outcomes.Count(1.0);
        if (Math.Min(positives, outcomes.Length - positives) < Folds
            || new RankedScores(scores).RocAuc(outcomes) > PartedPerfectly)
        {
            return None;
        }

        var held = OutOfFold(scores, outcomes, random);
        return CalibrationError.EqualCount(held, outcomes) < CalibrationError.EqualCount(scores, outcomes)
            ? new ScoreCalibrator(IsotonicCurve.Fit(scores, outcomes))
            : None;
    }

    /// <summary>The probability for a score, in [0, 1]. Allocates nothing.</summary>
    /// <param name="score">In [0, 1].</param>
    public double Apply(double score) => _curve is null ? score : Math.Clamp(_curve.At(score), 0, 1);

    // Rows of each class in turn over the folds, after a shuffle.
    private static double[] OutOfFold(ReadOnlySpan<double> scores, ReadOnlySpan<double> outcomes, Random random)
    {
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        random.Shuffle(order);
        var (folds, next) = (new int[order.Length], new int[2]);
        foreach (var row in order)
        {
            folds[row] = next[(int)outcomes[row]]++ % Folds;
        }

        var calibrated = new double[scores.Length];
        var (inputs, targets) = (new List<double>(), new List<double>());
        for (var fold = 0; fold < Folds; fold++)
        {
            inputs.Clear();
            targets.Clear();
            for (var row = 0; row < folds.Length; row++)
            {
                if (folds[row] != fold)
                {
                    inputs.Add(scores[row]);
                    targets.Add(outcomes[row]);
                }
            }

            var curve = IsotonicCurve.Fit([.. inputs], [.. targets]);
            for (var row = 0; row < folds.Length; row++)
            {
                calibrated[row] = folds[row] == fold ? Math.Clamp(curve.At(scores[row]), 0, 1) : calibrated[row];
            }
        }

        return calibrated;
    }
}

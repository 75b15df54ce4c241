using Maas.Statistics.Calibration;

namespace Maas.Statistics.Performance;

/// <summary>
/// How good a classifier of several classes is on rows whose truth is not known yet: each class against all others as in
/// <see cref="ConfidenceBasedEstimation"/>, and the mean over classes. Immutable, thread-safe when each caller brings its own generator.
/// </summary>
public sealed class MulticlassEstimation
{
    private readonly int[] _predicted;
    private readonly int _classCount;
    private readonly RankedScores[] _rankings;
    private readonly bool[][] _isPredicted;

    /// <summary>Sorts the scores of each class, O(n log n) per class.</summary>
    /// <param name="scores">Shape [rows, classes], row-major, as the classifier gave them, one row or more.</param>
    /// <param name="predicted">The predicted class of each row, in [0, classes).</param>
    /// <param name="classCount">2 or more.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a class is outside of its range.</exception>
    public MulticlassEstimation(ReadOnlySpan<double> scores, ReadOnlySpan<int> predicted, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        if (scores.Length != (long)predicted.Length * classCount || predicted.ContainsAnyExceptInRange(0, classCount - 1))
        {
            throw new ArgumentException($"Expected {classCount} scores for each prediction, which are 0 to {classCount - 1}.", nameof(scores));
        }

        (_predicted, _classCount) = (predicted.ToArray(), classCount);
        (_rankings, _isPredicted) = (new RankedScores[classCount], new bool[classCount][]);
        var column = new double[predicted.Length];
        for (var c = 0; c < classCount; c++)
        {
            CopyColumn(scores, c, column);
            _rankings[c] = new RankedScores(column);
            _isPredicted[c] = Array.ConvertAll(_predicted, chosen => chosen == c);
        }
    }

    /// <summary>Makes rows of probabilities, each calibrated by itself, add up to 1; a row of zeros becomes even. Allocates nothing.</summary>
    /// <param name="probabilities">Shape [rows, classes], row-major, 0 or more; changed in place.</param>
    /// <param name="classCount">1 or more.</param>
    public static void Normalize(Span<double> probabilities, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        for (var start = 0; start < probabilities.Length; start += classCount)
        {
            var row = probabilities.Slice(start, classCount);
            var sum = 0.0;
            foreach (var probability in row)
            {
                sum += probability;
            }

            for (var c = 0; c < row.Length; c++)
            {
                row[c] = sum > 0 ? row[c] / sum : 1.0 / classCount;
            }
        }
    }

    /// <summary>
    /// Figures expected of the rows; all but accuracy are means over the classes. With the truth, one 1 in each row, the real ones.
    /// </summary>
    /// <param name="probabilities">Shape [rows, classes], row-major, in [0, 1], each row adding up to 1.</param>
    /// <exception cref="ArgumentException">The length does not fit, or a probability is outside of [0, 1].</exception>
    public ClassifierMetrics Estimate(ReadOnlySpan<double> probabilities)
    {
        Check(probabilities);
        return Measure(probabilities);
    }

    /// <summary>The standard error of each figure; see <see cref="ConfidenceBasedEstimation.StandardErrors"/>. O(draws n classes).</summary>
    /// <param name="probabilities">As in <see cref="Estimate"/>.</param>
    /// <param name="draws">2 or more.</param>
    /// <param name="random">The same seed gives the same answer.</param>
    public ClassifierMetrics StandardErrors(ReadOnlySpan<double> probabilities, int draws, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Check(probabilities);
        var (given, truth) = (probabilities.ToArray(), new double[probabilities.Length]);
        return MetricSpread.Of(Measure(given), draws, () =>
        {
            Array.Clear(truth);
            for (var start = 0; start < given.Length; start += _classCount)
            {
                var (left, c) = (random.NextDouble(), 0);
                while (c < _classCount - 1 && (left -= given[start + c]) >= 0)
                {
                    c++;
                }

                truth[start + c] = 1;
            }

            return Measure(truth);
        });
    }

    private void Check(ReadOnlySpan<double> probabilities)
    {
        if (probabilities.Length != _predicted.Length * _classCount)
        {
            throw new ArgumentException($"Expected {_predicted.Length} rows of {_classCount} probabilities.", nameof(probabilities));
        }

        Outcomes.CheckProbabilities(probabilities);
    }

    private ClassifierMetrics Measure(ReadOnlySpan<double> positives)
    {
        var (sums, column) = (new double[ClassifierMetrics.Size], new double[_predicted.Length]);
        for (var c = 0; c < _classCount; c++)
        {
            CopyColumn(positives, c, column);
            var figures = ConfidenceBasedEstimation.Measure(column, _rankings[c], _isPredicted[c]).ToArray();
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += figures[i] / _classCount;
            }
        }

        var right = 0.0;
        for (var row = 0; row < _predicted.Length; row++)
        {
            right += positives[(row * _classCount) + _predicted[row]];
        }

        return ClassifierMetrics.Of(sums) with { Accuracy = right / _predicted.Length };
    }

    private void CopyColumn(ReadOnlySpan<double> rows, int c, double[] column)
    {
        for (var row = 0; row < column.Length; row++)
        {
            column[row] = rows[(row * _classCount) + c];
        }
    }
}

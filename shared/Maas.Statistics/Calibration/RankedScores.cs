namespace Maas.Statistics.Calibration;

/// <summary>
/// Scores of a classifier from the highest down: sorted once, so that the areas under its curves cost linear time for any truth, known (0
/// or 1) or expected (a probability). Equal scores count as one threshold. Immutable, thread-safe.
/// </summary>
public sealed class RankedScores
{
    private readonly int[] _order;

    // Where each group of equal scores ends.
    private readonly int[] _ends;

    /// <summary>Sorts, O(n log n).</summary>
    /// <param name="scores">One or more, larger for what is more likely positive, no NaN.</param>
    /// <exception cref="ArgumentException">There is none, or one is NaN.</exception>
    public RankedScores(ReadOnlySpan<double> scores)
    {
        var sorted = scores.ToArray();
        _order = new int[sorted.Length];
        for (var i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        // NaN would stand first.
        Array.Sort(sorted, _order);
        if (scores.IsEmpty || double.IsNaN(sorted[0]))
        {
            throw new ArgumentException("Expected one score or more, none of them NaN.", nameof(scores));
        }

        Array.Reverse(sorted);
        Array.Reverse(_order);
        var ends = new List<int>();
        for (var i = 1; i <= sorted.Length; i++)
        {
            if (i == sorted.Length || sorted[i] != sorted[i - 1])
            {
                ends.Add(i);
            }
        }

        _ends = [.. ends];
    }

    /// <summary>Scores.</summary>
    public int Count => _order.Length;

    /// <summary>
    /// The chance that a positive has a higher score than a negative, equal ones half: the area under the receiver operating
    /// characteristic, in [0, 1]. NaN when one of them is lacking. O(n), allocates nothing.
    /// </summary>
    /// <param name="positives">How much of each row is positive, in [0, 1], in the order of the scores as given.</param>
    /// <remarks>Source: Hanley and McNeil, "The meaning and use of the area under a ROC curve", 1982.</remarks>
    public double RocAuc(ReadOnlySpan<double> positives)
    {
        Check(positives);
        double above = 0, area = 0, negatives = 0;
        var start = 0;
        foreach (var end in _ends)
        {
            var (tiedPositives, tied) = (0.0, end - start);
            for (; start < end; start++)
            {
                tiedPositives += positives[_order[start]];
            }

            area += (tied - tiedPositives) * (above + (tiedPositives / 2));
            above += tiedPositives;
            negatives += tied - tiedPositives;
        }

        return area / (above * negatives);
    }

    /// <summary>
    /// Average precision: the area under precision over recall, by steps, in [0, 1]. NaN when no row is positive. O(n), allocates nothing.
    /// </summary>
    /// <param name="positives">How much of each row is positive, in [0, 1], in the order of the scores as given.</param>
    /// <remarks>Source: Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 2008, section 8.4.</remarks>
    public double AveragePrecision(ReadOnlySpan<double> positives)
    {
        Check(positives);
        double above = 0, sum = 0;
        var start = 0;
        foreach (var end in _ends)
        {
            var tiedPositives = 0.0;
            for (; start < end; start++)
            {
                tiedPositives += positives[_order[start]];
            }

            above += tiedPositives;
            sum += tiedPositives * above / end;
        }

        return sum / above;
    }

    private void Check(ReadOnlySpan<double> positives)
    {
        if (positives.Length != _order.Length)
        {
            throw new ArgumentException($"Expected as many rows as scores, {_order.Length}; got {positives.Length}.", nameof(positives));
        }
    }
}

namespace Maas.Statistics;

/// <summary>A sample in the order of its values, for Spearman's rank correlation with others. Immutable, so thread-safe.</summary>
/// <remarks>
/// Equal values share the average of their places. Source: Kendall, "Rank Correlation Methods", 4th edition, 1970,
/// chapter 3. Sorted once, so that many pairs of columns cost no sorting each.
/// </remarks>
public sealed class RankedSample
{
    private readonly double[] _values;
    private readonly int[] _order;
    private readonly double[]? _ranks;

    /// <summary>Sorts a sample.</summary>
    /// <param name="values">In any order; NaN where there is none.</param>
    public RankedSample(ReadOnlySpan<double> values)
    {
        _values = values.ToArray();
        _order = new int[_values.Length];
        var present = 0;
        for (var i = 0; i < _values.Length; i++)
        {
            if (!double.IsNaN(_values[i]))
            {
                _order[present++] = i;
            }
        }

        _order = _order[..present];
        Array.Sort(Array.ConvertAll(_order, i => _values[i]), _order);
        _ranks = present == _values.Length ? RanksBeside(this) : null;
    }

    /// <summary>
    /// Spearman's coefficient in [-1, 1] over places where both have a value; null with fewer than 2 of them, or when one
    /// side has no spread there.
    /// </summary>
    /// <exception cref="ArgumentException">The samples are not of the same length.</exception>
    public double? Spearman(RankedSample other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._values.Length != _values.Length)
        {
            throw new ArgumentException($"Expected {_values.Length} values, got {other._values.Length}.", nameof(other));
        }

        return _ranks is not null && other._ranks is not null
            ? PearsonCorrelation.Compute(_ranks, other._ranks)
            : PearsonCorrelation.Compute(Common(RanksBeside(other), other), other.Common(other.RanksBeside(this), this));
    }

    // Ranks of this sample among the places where the other has a value too; elsewhere they mean nothing.
    private double[] RanksBeside(RankedSample other)
    {
        var ranks = new double[_values.Length];
        var places = Array.FindAll(_order, i => !double.IsNaN(other._values[i]));
        for (var start = 0; start < places.Length;)
        {
            var end = start + 1;
            while (end < places.Length && _values[places[end]] == _values[places[start]])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[places[i]] = (start + 1 + end) / 2.0;
            }

            start = end;
        }

        return ranks;
    }

    private double[] Common(double[] ranks, RankedSample other)
    {
        var common = new List<double>(ranks.Length);
        for (var i = 0; i < ranks.Length; i++)
        {
            if (!double.IsNaN(_values[i]) && !double.IsNaN(other._values[i]))
            {
                common.Add(ranks[i]);
            }
        }

        return [.. common];
    }
}

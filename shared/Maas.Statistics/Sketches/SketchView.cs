namespace Maas.Statistics.Sketches;

/// <summary>What a <see cref="QuantileSketch"/> kept, in order: answers many questions without sorting again. Immutable, thread-safe.</summary>
public sealed class SketchView
{
    private readonly double[] _values;
    private readonly long[] _upTo;
    private readonly double _min;
    private readonly double _max;

    internal SketchView(double[] sorted, long[] weights, long count, double min, double max)
    {
        (_values, _upTo, Count, _min, _max) = (sorted, weights, count, min, max);
        for (var i = 1; i < _upTo.Length; i++)
        {
            _upTo[i] += _upTo[i - 1];
        }
    }

    /// <summary>Values that were added, 1 or more.</summary>
    public long Count { get; }

    /// <summary>The values that were kept, ascending.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The share of values that are not above one, in [0, 1]. O(log k).</summary>
    public double Rank(double value)
    {
        var (low, high) = (0, _values.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _values[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? 0 : (double)_upTo[low - 1] / Count;
    }

    /// <summary>The first value that was kept whose rank is q or more. O(log k).</summary>
    /// <param name="q">In [0, 1]: 0 is the smallest, 1 the largest, both exact.</param>
    public double Quantile(double q)
    {
        if (!(q is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(q), q, "Expected 0 to 1.");
        }

        if (q is 0 or 1)
        {
            return q == 0 ? _min : _max;
        }

        var found = Array.BinarySearch(_upTo, (long)Math.Ceiling(q * Count));
        return _values[Math.Min(found >= 0 ? found : ~found, _values.Length - 1)];
    }
}

namespace Maas.Statistics.Samples;

/// <summary>
/// Numbers in ascending order: sorted once, compared with many others in linear time each. Immutable, so thread-safe. Memory: 8 bytes
/// per value.
/// </summary>
public sealed class SortedSample
{
    private readonly double[] _values;

    /// <summary>Copies and sorts, O(n log n).</summary>
    /// <param name="values">One or more, in any order, all finite.</param>
    /// <exception cref="ArgumentException">There is none, or one is not finite.</exception>
    public SortedSample(ReadOnlySpan<double> values)
        : this(values.ToArray())
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("A sample has one value or more.", nameof(values));
        }

        Array.Sort(_values);

        // Sorted, NaN and what is infinite stand at the ends.
        if (!double.IsFinite(_values[0]) || !double.IsFinite(_values[^1]))
        {
            throw new ArgumentException("Expected finite values only: count what is missing by itself.", nameof(values));
        }
    }

    private SortedSample(double[] values) => _values = values;

    /// <summary>How many values there are, 1 or more.</summary>
    public int Count => _values.Length;

    /// <summary>All values, ascending.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Arithmetic mean, O(n).</summary>
    public double Mean()
    {
        var sum = 0.0;
        foreach (var value in _values)
        {
            sum += value;
        }

        return sum / _values.Length;
    }

    /// <summary>Mean of the squared distances from the mean (n, not n - 1, below), O(n).</summary>
    public double PopulationVariance()
    {
        var (mean, sum) = (Mean(), 0.0);
        foreach (var value in _values)
        {
            sum += (value - mean) * (value - mean);
        }

        return sum / _values.Length;
    }

    /// <summary>The value below which a share of the sample lies, by linear interpolation between order statistics.</summary>
    /// <param name="q">In [0, 1]: 0 is the smallest, 1 the largest.</param>
    /// <remarks>Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, definition 7.</remarks>
    public double Quantile(double q) => q is >= 0 and <= 1
        ? DecileBins.Quantile(_values, q)
        : throw new ArgumentOutOfRangeException(nameof(q), q, "Expected 0 to 1.");

    /// <summary>Takes what is sorted already, without a copy.</summary>
    internal static SortedSample OfSorted(double[] values) => new(values);
}

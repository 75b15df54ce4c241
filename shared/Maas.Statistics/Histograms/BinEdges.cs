using Maas.Statistics.Samples;

namespace Maas.Statistics.Histograms;

/// <summary>
/// Bins between two ends by three rules: n + 1 edges make n bins, bin i holds [edge i, edge i + 1), the last one its upper end too. Static,
/// thread-safe.
/// </summary>
/// <remarks>For bins without ends see <see cref="DecileBins"/>.</remarks>
public static class BinEdges
{
    /// <summary>Bins of equal width over both samples together, log2(n) + 1 of them, rounded up.</summary>
    /// <remarks>
    /// They move with the current window: values of two windows are not comparable. Source: Sturges, "The choice of a class interval", 1926.
    /// </remarks>
    public static double[] Sturges(SortedSample reference, SortedSample current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        var count = (double)reference.Count + current.Count;
        return Uniform(
            Math.Min(reference.Values[0], current.Values[0]),
            Math.Max(reference.Values[^1], current.Values[^1]),
            Math.Log2(count) + 1);
    }

    /// <summary>Bins of equal width over one sample, more of them the more it is skewed.</summary>
    /// <remarks>Source: Doane, "Aesthetic frequency classifications", 1976.</remarks>
    public static double[] Doane(SortedSample reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        double n = reference.Count, deviation = Math.Sqrt(reference.PopulationVariance());
        if (n <= 2 || deviation == 0)
        {
            return Uniform(reference.Values[0], reference.Values[^1], 1);
        }

        var (mean, skewness) = (reference.Mean(), 0.0);
        foreach (var value in reference.Values)
        {
            var scaled = (value - mean) / deviation;
            skewness += scaled * scaled * scaled / n;
        }

        var error = Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        var (low, high) = (reference.Values[0], reference.Values[^1]);
        return Uniform(low, high, 1 + Math.Log2(n) + Math.Log2(1 + (Math.Abs(skewness) / error)));
    }

    /// <summary>Bins that hold equal shares of one sample: its ends and the quantiles between, fewer where values repeat much.</summary>
    /// <param name="reference">The sample.</param>
    /// <param name="parts">Bins, 1 to 10,000.</param>
    /// <remarks>Linear interpolation between order statistics: Hyndman and Fan, 1996, definition 7.</remarks>
    public static double[] Quantiles(SortedSample reference, int parts)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, 10_000);
        var values = reference.Values;
        var edges = new List<double>(parts + 1) { values[0] };
        for (var part = 1; part <= parts; part++)
        {
            var edge = reference.Quantile(part / (double)parts);
            if (edge > edges[^1])
            {
                edges.Add(edge);
            }
        }

        return edges.Count > 1 ? [.. edges] : Uniform(values[0], values[0], 1);
    }

    /// <summary>Values per bin of a sorted sample; what lies outside of both ends is in none. O(bins log n).</summary>
    /// <param name="edges">Two or more, ascending and distinct.</param>
    /// <param name="sample">What is counted.</param>
    public static long[] Count(ReadOnlySpan<double> edges, SortedSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentOutOfRangeException.ThrowIfLessThan(edges.Length, 2, nameof(edges));
        var counts = new long[edges.Length - 1];
        var before = Below(sample.Values, edges[0]);
        for (var bin = 0; bin < counts.Length; bin++)
        {
            var upper = edges[bin + 1];
            var after = Below(sample.Values, bin == counts.Length - 1 ? Math.BitIncrement(upper) : upper);
            counts[bin] = after - before;
            before = after;
        }

        return counts;
    }

    // A range of nothing becomes one of 1 around it.
    private static double[] Uniform(double low, double high, double wanted)
    {
        var bins = low == high ? 1 : (int)Math.Ceiling(wanted);
        (low, high) = low == high ? (low - 0.5, high + 0.5) : (low, high);
        var edges = new double[bins + 1];
        var step = (high - low) / bins;
        for (var edge = 0; edge < bins; edge++)
        {
            edges[edge] = low + (edge * step);
        }

        edges[bins] = high;
        return edges;
    }

    private static int Below(ReadOnlySpan<double> values, double limit)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = values[middle] < limit ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

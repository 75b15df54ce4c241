namespace Maas.Statistics;

/// <summary>
/// Bins of numbers with the deciles of a sample as inner edges: n edges make n + 1 bins, bin i holds
/// [edge i-1, edge i), the first begins at minus and the last ends at plus infinity.
/// </summary>
public static class DecileBins
{
    private const int Parts = 10;

    /// <summary>Inner edges, ascending and distinct: 1 to 9, fewer where values repeat much.</summary>
    /// <param name="sorted">The sample, ascending, at least one value, all finite.</param>
    /// <exception cref="ArgumentException">The sample is empty, or begins or ends with what is not finite.</exception>
    /// <remarks>
    /// Linear interpolation between order statistics. Source: Hyndman and Fan, "Sample Quantiles in Statistical
    /// Packages", 1996, definition 7.
    /// </remarks>
    public static double[] Edges(ReadOnlySpan<double> sorted)
    {
        if (sorted.IsEmpty || !double.IsFinite(sorted[0]) || !double.IsFinite(sorted[^1]))
        {
            throw new ArgumentException("Expected one or more sorted, finite numbers.", nameof(sorted));
        }

        var edges = new List<double>(Parts - 1);
        for (var part = 1; part < Parts; part++)
        {
            var edge = Quantile(sorted, part / (double)Parts);
            if (edges.Count == 0 || edge > edges[^1])
            {
                edges.Add(edge);
            }
        }

        return [.. edges];
    }

    /// <summary>The bin a value falls into, in [0, edges]. Allocates nothing.</summary>
    /// <param name="edges">Inner edges, ascending and distinct.</param>
    /// <param name="value">Any number but NaN, which has no place among the bins.</param>
    public static int IndexOf(ReadOnlySpan<double> edges, double value)
    {
        var found = edges.BinarySearch(value);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>Values per bin, one more than edges.</summary>
    /// <param name="edges">Inner edges, ascending and distinct.</param>
    /// <param name="values">In any order, no NaN.</param>
    public static long[] Count(ReadOnlySpan<double> edges, ReadOnlySpan<double> values)
    {
        var counts = new long[edges.Length + 1];
        foreach (var value in values)
        {
            counts[IndexOf(edges, value)]++;
        }

        return counts;
    }

    /// <summary>By linear interpolation between order statistics; see <see cref="Edges"/>. Allocates nothing.</summary>
    internal static double Quantile(ReadOnlySpan<double> sorted, double q)
    {
        var position = (sorted.Length - 1) * q;
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}

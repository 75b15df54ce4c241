using System.Numerics;

namespace Maas.Statistics.Histograms;

/// <summary>What all statistics of histograms ask of their counts.</summary>
internal static class Shares
{
    /// <summary>The totals of two histograms over the same bins. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative or not finite, or all of one side are 0.</exception>
    public static (double Left, double Right) Totals<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : struct, INumber<T>
    {
        if (left.Length != right.Length)
        {
            throw new ArgumentException($"Expected as many bins as the other side has, {left.Length}; got {right.Length}.", nameof(right));
        }

        return (Total(left, nameof(left)), Total(right, nameof(right)));
    }

    /// <summary>The sum of counts or shares. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">One is negative or not finite, or all are 0.</exception>
    public static double Total<T>(ReadOnlySpan<T> counts, string name)
        where T : struct, INumber<T>
    {
        var total = 0.0;
        foreach (var count in counts)
        {
            total += count >= T.Zero && T.IsFinite(count)
                ? double.CreateChecked(count)
                : throw new ArgumentException($"A count is finite, 0 or more, got {count}.", name);
        }

        return total > 0 ? total : throw new ArgumentException("All counts are 0: there are no shares.", name);
    }
}

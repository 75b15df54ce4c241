using System.Numerics;

namespace Maas.Statistics.Histograms;

/// <summary>The share of one distribution that must be moved to make the other, a metric in [0, 1]. Static, thread-safe, allocates nothing.</summary>
/// <remarks>Source: Levin and Peres, "Markov Chains and Mixing Times", 2nd edition, 2017, proposition 4.2.</remarks>
public static class TotalVariation
{
    /// <summary>Half the sum of |p - q|.</summary>
    /// <param name="reference">Counts or shares per bin, 0 or more each, some above 0.</param>
    /// <param name="current">The same bins.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative or not finite, or all of one side are 0.</exception>
    public static double Distance<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        var (left, right) = Shares.Totals(reference, current);
        var sum = 0.0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            sum += Math.Abs((double.CreateChecked(reference[bin]) / left) - (double.CreateChecked(current[bin]) / right));
        }

        return Math.Min(1, sum / 2);
    }
}

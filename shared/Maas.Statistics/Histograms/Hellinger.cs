using System.Numerics;

namespace Maas.Statistics.Histograms;

/// <summary>
/// The distance between the roots of two distributions over sqrt(2), a metric in [0, 1]: 1 when they have no bin in common. Static,
/// thread-safe, allocates nothing.
/// </summary>
/// <remarks>Source: Hellinger, 1909; Le Cam and Yang, "Asymptotics in Statistics", 1990, section 3.3.</remarks>
public static class Hellinger
{
    /// <summary>sqrt(1 - Σ sqrt(p q)), computed without the loss of digits that this has between near equals.</summary>
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
            var gap = Math.Sqrt(double.CreateChecked(reference[bin]) / left) - Math.Sqrt(double.CreateChecked(current[bin]) / right);
            sum += gap * gap;
        }

        return Math.Min(1, Math.Sqrt(sum / 2));
    }
}

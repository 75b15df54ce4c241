using Maas.Statistics.Histograms;

namespace Maas.Statistics;

/// <summary>
/// How far one distribution is from another over the same bins: the sum of (q - p) ln(q / p) over shares p and q,
/// 0 when they are equal, symmetric in both.
/// </summary>
/// <remarks>
/// Shares below <see cref="ShareFloor"/> count as the floor, and the rest is not scaled down for it, so that an empty
/// bin does not make the sum infinite. Without drift its expectation is about (B - 1)(1/n + 1/m) for B bins and
/// samples of n and m: a small sample looks drifted when it is not. Source: Siddiqi, "Credit Risk Scorecards", 2006,
/// chapter 8; Yurdakul, "Statistical Properties of Population Stability Index", 2018, section 3.
/// </remarks>
public static class PopulationStabilityIndex
{
    /// <summary>Shares smaller than this count as this.</summary>
    public const double ShareFloor = 1e-4;

    /// <summary>Computes the index from counts. Allocates nothing.</summary>
    /// <param name="expected">Counts per bin of the baseline, 0 or more each, 1 or more together.</param>
    /// <param name="actual">Counts of the same bins of what is compared with it, likewise.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative, or all are 0.</exception>
    public static double Compute(ReadOnlySpan<long> expected, ReadOnlySpan<long> actual)
    {
        var (expectedTotal, actualTotal) = Shares.Totals(expected, actual);
        var index = 0.0;
        for (var bin = 0; bin < expected.Length; bin++)
        {
            var p = Math.Max(expected[bin] / expectedTotal, ShareFloor);
            var q = Math.Max(actual[bin] / actualTotal, ShareFloor);
            index += (q - p) * Math.Log(q / p);
        }

        return index;
    }
}

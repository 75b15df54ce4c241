using System.Numerics;

namespace Maas.Statistics.Histograms;

/// <summary>
/// What is lost, in nats, when one distribution is taken for another: the sum of p ln(p / q). Not symmetric. Static, thread-safe,
/// allocates nothing.
/// </summary>
/// <remarks>Source: Kullback and Leibler, "On information and sufficiency", 1951.</remarks>
public static class KullbackLeibler
{
    /// <summary>0 or more; infinite when the current side lacks a bin that the reference has.</summary>
    /// <param name="reference">Counts or shares per bin, p; 0 or more each, some above 0.</param>
    /// <param name="current">The same bins, q.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative or not finite, or all of one side are 0.</exception>
    public static double Divergence<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        var (left, right) = Shares.Totals(reference, current);
        var sum = 0.0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            sum += Term(double.CreateChecked(reference[bin]) / left, double.CreateChecked(current[bin]) / right);
        }

        return Math.Max(0, sum);
    }

    /// <summary>p ln(p / q), 0 where p is 0.</summary>
    internal static double Term(double p, double q) => p > 0 ? p * Math.Log(p / q) : 0;
}

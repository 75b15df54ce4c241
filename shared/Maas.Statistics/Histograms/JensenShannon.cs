using System.Numerics;

namespace Maas.Statistics.Histograms;

/// <summary>
/// How far two distributions are from the middle between them. Always finite and symmetric; the distance, the root of the divergence, is a
/// metric. Static, thread-safe, allocates nothing.
/// </summary>
/// <remarks>Sources: Lin, "Divergence measures based on the Shannon entropy", 1991; Endres and Schindelin, 2003, for the metric.</remarks>
public static class JensenShannon
{
    /// <summary>The divergence in nats, in [0, ln 2].</summary>
    /// <param name="reference">Counts or shares per bin, 0 or more each, some above 0.</param>
    /// <param name="current">The same bins.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative or not finite, or all of one side are 0.</exception>
    public static double Divergence<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        var (left, right) = Shares.Totals(reference, current);
        var sum = 0.0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            var (p, q) = (double.CreateChecked(reference[bin]) / left, double.CreateChecked(current[bin]) / right);
            sum += KullbackLeibler.Term(p, (p + q) / 2) + KullbackLeibler.Term(q, (p + q) / 2);
        }

        return Math.Clamp(sum / 2, 0, Math.Log(2));
    }

    /// <summary>The divergence in bits, in [0, 1]; see <see cref="Divergence"/>.</summary>
    public static double DivergenceBits<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T> => Divergence(reference, current) / Math.Log(2);

    /// <summary>The root of the divergence in nats, in [0, 0.83]; see <see cref="Divergence"/>.</summary>
    public static double Distance<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T> => Math.Sqrt(Divergence(reference, current));

    /// <summary>The root of the divergence in bits, in [0, 1]; see <see cref="Divergence"/>.</summary>
    public static double DistanceBits<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T> => Math.Sqrt(DivergenceBits(reference, current));
}

using Maas.Statistics.Distributions;

namespace Maas.Statistics.Counts;

/// <summary>Logarithms of factorials and of binomial coefficients. Thread-safe.</summary>
/// <remarks>A table below 1,024, as permutations ask for small ones again and again; the gamma function above.</remarks>
internal static class LogFactorial
{
    private static readonly double[] Table = Fill(1_024);

    /// <summary>ln n!</summary>
    /// <param name="n">0 or more.</param>
    public static double Of(long n) => n < Table.Length ? Table[n] : GammaFunction.Log(n + 1.0);

    /// <summary>ln of n over k, with k in [0, n].</summary>
    public static double Choose(long n, long k) => Of(n) - Of(k) - Of(n - k);

    private static double[] Fill(int length)
    {
        var table = new double[length];
        for (var n = 2; n < length; n++)
        {
            table[n] = table[n - 1] + Math.Log(n);
        }

        return table;
    }
}

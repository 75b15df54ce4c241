namespace Maas.Statistics.Counts;

/// <summary>Logarithms of factorials and of binomial coefficients. Thread-safe.</summary>
/// <remarks>A table below 1,024, Stirling's series above, whose error there is less than the rounding.</remarks>
internal static class LogFactorial
{
    private static readonly double[] Table = Fill(1_024);

    /// <summary>ln n!</summary>
    /// <param name="n">0 or more.</param>
    public static double Of(long n)
    {
        if (n < Table.Length)
        {
            return Table[n];
        }

        double x = n;
        return (x * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI * x)) + (1 / (12 * x)) - (1 / (360 * x * x * x));
    }

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

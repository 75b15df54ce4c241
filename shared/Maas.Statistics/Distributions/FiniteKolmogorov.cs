namespace Maas.Statistics.Distributions;

/// <summary>
/// The distribution of the largest distance between the empirical distribution function of n values and the true, continuous one: what
/// <see cref="KolmogorovDistribution"/> is the limit of. Static, thread-safe.
/// </summary>
/// <remarks>
/// Choice of method by n and distance after Simard and L'Ecuyer, "Computing the Two-Sided Kolmogorov-Smirnov Distribution", 2011, section
/// 3: a matrix power (Marsaglia, Tsang and Wang, 2003), twice the one-sided tail (Smirnov, 1944; Birnbaum and Tingey, 1951), the series of
/// Pelz and Good, 1976, or for many values the limit with the correction of Vrbik, 2018.
/// </remarks>
internal static class FiniteKolmogorov
{
    // Terms of the one-sided tail, and values from which the corrected limit is right to 1e-6 there.
    private const int MostTerms = 10_000;
    private const int MostCounted = 100_000;

    /// <summary>P(D &gt; d) in [0, 1]: exact to 1e-12 up to 140 values, and from there to about 1e-6.</summary>
    /// <param name="distance">Any number but NaN.</param>
    /// <param name="count">Values, 1 or more.</param>
    public static double Survival(double distance, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var (n, nd) = ((double)count, count * distance);
        if (nd <= 0.5)
        {
            return 1;
        }

        if (distance >= 1)
        {
            return 0;
        }

        var isTail = distance >= 0.5 || nd * distance >= (count <= 140 ? 4 : 2.2);
        if (count > (isTail ? MostTerms : MostCounted))
        {
            var root = Math.Sqrt(n) * distance;
            return KolmogorovDistribution.Survival(root + (1 / (6 * Math.Sqrt(n))) + ((root - 1) / (4 * n)));
        }

        if (isTail)
        {
            return Math.Min(1, 2 * OneSided(distance, (int)count));
        }

        var below = count <= 140 || nd * Math.Sqrt(distance) <= 1.4
            ? MatrixPower.Cumulative(distance, (int)count)
            : PelzGood(Math.Sqrt(n) * distance, n);
        return Math.Clamp(1 - below, 0, 1);
    }

    // d times the sum over j of C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j): all terms are positive.
    private static double OneSided(double d, int n)
    {
        var sum = 0.0;
        var logFactorial = GammaFunction.Log(n + 1.0);
        for (var j = 0; j <= n && 1 - d - ((double)j / n) > 0; j++)
        {
            var share = (double)j / n;
            sum += Math.Exp(
                logFactorial - GammaFunction.Log(j + 1.0) - GammaFunction.Log(n - j + 1.0)
                + ((j - 1) * Math.Log(d + share)) + ((n - j) * Math.Log(1 - d - share)));
        }

        return d * sum;
    }

    // Four terms in powers of 1/sqrt(n), each a sum over odd (h) or even (e) multiples of pi / 2z.
    private static double PelzGood(double z, double n)
    {
        var (z2, z4, z6) = (z * z, Math.Pow(z, 4), Math.Pow(z, 6));
        double k0 = 0, k1 = 0, k2 = 0, k3 = 0, k2Even = 0, k3Even = 0;
        for (var k = 0; k < 20; k++)
        {
            var odd = Math.Pow(Math.PI * (k + 0.5), 2);
            var weight = 2 * Math.Exp(-odd / (2 * z2));
            k0 += weight / 2;
            k1 += weight * (odd - z2);
            k2 += weight * ((6 * z6) + (2 * z4) + (odd * ((2 * z4) - (5 * z2))) + (odd * odd * (1 - (2 * z2))));
            k3 += weight * ((odd * odd * odd * (5 - (30 * z2))) + (odd * odd * ((-60 * z2) + (212 * z4)))
                + (odd * ((135 * z4) - (96 * z6))) - (30 * z6) - (90 * z4 * z4));
            var even = Math.Pow(Math.PI * k, 2);
            weight = (k == 0 ? 1 : 2) * Math.Exp(-even / (2 * z2));
            k2Even += weight * even;
            k3Even += weight * ((3 * even * z2) - (even * even));
        }

        var root = Math.Sqrt(Math.PI / 2);
        k0 *= Math.Sqrt(2 * Math.PI) / z;
        k1 *= root / (6 * z4);
        k2 = (root * k2 / (72 * z6 * z)) - (root * k2Even / (36 * z2 * z));
        k3 = (root * k3 / (6480 * z6 * z4)) + (root * k3Even / (216 * z6));
        return k0 + (k1 / Math.Sqrt(n)) + (k2 / n) + (k3 / (n * Math.Sqrt(n)));
    }
}

namespace Maas.Training.Search.Sampling.Parzen;

/// <summary>The normal distribution with mean 0 and deviation 1.</summary>
internal static class NormalDistribution
{
    /// <summary>Logarithm of sqrt(2 pi).</summary>
    public const double LogSqrtTwoPi = 0.91893853320467274178;

    /// <summary>Probability of a smaller value; absolute error below 1e-14.</summary>
    /// <remarks>Source: Marsaglia, "Evaluating the normal distribution", 2004, section 3: a Taylor series about 0.</remarks>
    public static double Below(double x)
    {
        if (Math.Abs(x) > 8)
        {
            return x > 0 ? 1 : 0;
        }

        double sum = x, term = x, before = 0;
        for (var i = 3; sum != before; i += 2)
        {
            before = sum;
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp((-0.5 * x * x) - LogSqrtTwoPi));
    }
}

namespace Maas.Statistics.Distributions;

/// <summary>The distribution of a sum of squares of independent standard normal numbers. Static, thread-safe, allocates nothing.</summary>
/// <remarks>Source: Abramowitz and Stegun, 1964, 26.4.19: the incomplete gamma function of half of both.</remarks>
public static class ChiSquaredDistribution
{
    /// <summary>P(X &gt; x), in [0, 1].</summary>
    /// <param name="x">0 or more; infinity gives 0.</param>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public static double Survival(double x, double degrees) => GammaFunction.UpperRegularized(degrees / 2, x / 2);

    /// <summary>The x with P(X &gt; x) = <paramref name="probability"/>, to a relative 1e-14 or what doubles allow.</summary>
    /// <param name="probability">In (0, 1].</param>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    /// <remarks>
    /// Newton's steps on the logarithm of the tail, which is concave, kept between bounds that close in; begun at the cube of
    /// Wilson and Hilferty, 1931, without its normal quantile.
    /// </remarks>
    public static double UpperQuantile(double probability, double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        if (!(probability is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Expected above 0 to 1.");
        }

        if (probability == 1)
        {
            return 0;
        }

        var (low, high) = (0.0, degrees + 1);
        while (Survival(high, degrees) > probability)
        {
            (low, high) = (high, 2 * high);
        }

        var x = (low + high) / 2;
        for (var step = 0; step < 200 && high - low > 1e-15 * high; step++)
        {
            var tail = Survival(x, degrees);
            (low, high) = tail > probability ? (x, high) : (low, x);
            var next = x + (Math.Log(tail / probability) * tail / Density(x, degrees));
            if (Math.Abs(next - x) <= 1e-15 * x)
            {
                break;
            }

            x = next > low && next < high ? next : (low + high) / 2;
        }

        return x;
    }

    private static double Density(double x, double degrees)
    {
        var half = degrees / 2;
        return Math.Exp(((half - 1) * Math.Log(x / 2)) - (x / 2) - GammaFunction.Log(half)) / 2;
    }
}

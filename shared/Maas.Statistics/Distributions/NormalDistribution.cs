namespace Maas.Statistics.Distributions;

/// <summary>The standard normal distribution. Static, thread-safe, allocates nothing.</summary>
/// <remarks>
/// The square of such a number is chi-squared with one degree of freedom, so one piece of code serves both, tails included.
/// </remarks>
public static class NormalDistribution
{
    /// <summary>P(Z &gt; z), in [0, 1], with the same relative precision in the upper tail.</summary>
    /// <param name="z">Any number but NaN.</param>
    public static double Survival(double z)
    {
        var tail = ChiSquaredDistribution.Survival(z * z, 1) / 2;
        return z >= 0 ? tail : 1 - tail;
    }

    /// <summary>P(Z ≤ z), in [0, 1].</summary>
    /// <param name="z">Any number but NaN.</param>
    public static double Cumulative(double z) => Survival(-z);

    /// <summary>The z with P(Z ≤ z) = <paramref name="probability"/>.</summary>
    /// <param name="probability">In (0, 1), the ends excluded.</param>
    public static double Quantile(double probability)
    {
        if (!(probability is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Expected between 0 and 1.");
        }

        return probability < 0.5
            ? -Math.Sqrt(ChiSquaredDistribution.UpperQuantile(2 * probability, 1))
            : Math.Sqrt(ChiSquaredDistribution.UpperQuantile(2 * (1 - probability), 1));
    }
}

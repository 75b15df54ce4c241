namespace Maas.Statistics.Distributions;

/// <summary>Student's distribution of a mean over its estimated standard error. Static, thread-safe, allocates nothing.</summary>
/// <remarks>Source: Abramowitz and Stegun, 1964, 26.7.1: the incomplete beta function.</remarks>
public static class StudentDistribution
{
    /// <summary>P(|T| &gt; |t|), in [0, 1].</summary>
    /// <param name="t">Any number but NaN; infinity gives 0.</param>
    /// <param name="degrees">Degrees of freedom, above 0, not necessarily whole.</param>
    public static double TwoSided(double t, double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        return BetaFunction.Regularized(degrees / (degrees + (t * t)), degrees / 2, 0.5);
    }
}

using Maas.Statistics.Distributions;
using Maas.Statistics.Recipes;

namespace Maas.Statistics.Samples;

/// <summary>The t-test: whether two samples have the same mean. Static, thread-safe, allocates nothing.</summary>
/// <remarks>
/// Assumes independent values whose means are near to normal: some ten of a quantity without heavy tails, more with. Sources: Student,
/// "The probable error of a mean", 1908; Welch, "The generalization of 'Student's' problem when several different population variances are
/// involved", 1947.
/// </remarks>
public static class MeanDifference
{
    /// <summary>Both samples are taken to have one variance.</summary>
    public const string Student = "t.student";

    /// <summary>Each sample has a variance of its own.</summary>
    public const string Welch = "t.welch";

    /// <summary>t and its two-sided chance, with one variance for both. O(n + m).</summary>
    /// <exception cref="ArgumentException">There are fewer than 3 values together.</exception>
    public static Figure ComputeStudent(SortedSample reference, SortedSample current)
    {
        double n = reference.Count, m = current.Count, degrees = n + m - 2;
        if (degrees < 1)
        {
            throw new ArgumentException("Expected 3 values or more together.", nameof(current));
        }

        var pooled = ((n * reference.PopulationVariance()) + (m * current.PopulationVariance())) / degrees;
        return Of(Student, reference, current, Math.Sqrt(pooled * ((1 / n) + (1 / m))), degrees);
    }

    /// <summary>t and its two-sided chance, each with its own variance. O(n + m).</summary>
    /// <exception cref="ArgumentException">One has fewer than 2 values.</exception>
    public static Figure ComputeWelch(SortedSample reference, SortedSample current)
    {
        double n = reference.Count, m = current.Count;
        if (n < 2 || m < 2)
        {
            throw new ArgumentException("Expected 2 values or more each.", nameof(current));
        }

        double left = reference.PopulationVariance() / (n - 1), right = current.PopulationVariance() / (m - 1);
        var degrees = (left + right) * (left + right) / ((left * left / (n - 1)) + (right * right / (m - 1)));
        return Of(Welch, reference, current, Math.Sqrt(left + right), degrees);
    }

    private static Figure Of(string recipe, SortedSample reference, SortedSample current, double error, double degrees)
    {
        var difference = reference.Mean() - current.Mean();
        if (error > 0)
        {
            var t = difference / error;
            return new Figure(recipe, t, StudentDistribution.TwoSided(t, degrees));
        }

        // Both are constant: they are equal, or differ beyond doubt.
        return difference == 0 ? new Figure(recipe, 0, 1) : new Figure(recipe, difference * double.PositiveInfinity, 0);
    }
}

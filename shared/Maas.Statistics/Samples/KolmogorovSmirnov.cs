using Maas.Statistics.Distributions;
using Maas.Statistics.Recipes;

namespace Maas.Statistics.Samples;

/// <summary>
/// The largest distance between the distribution functions of two samples, and its chance when both come from one distribution. Static,
/// thread-safe.
/// </summary>
/// <remarks>
/// Assumes independent values of a continuous quantity; where values repeat, the chance told is too large, so that alarms are rarer than
/// asked for. Source: Smirnov, "On the estimation of the discrepancy between empirical curves of distribution for two independent samples",
/// 1939.
/// </remarks>
public static class KolmogorovSmirnov
{
    /// <summary>With the exact chance, of small samples.</summary>
    public const string Exact = "ks.exact";

    /// <summary>With the chance of one sample of n m / (n + m) values against a known distribution, rounded.</summary>
    public const string Finite = "ks.finite";

    /// <summary>Up to this product of both sizes <see cref="Compute"/> takes the exact chance: some 3 ms at most.</summary>
    public const long MostExactPairs = 1_000_000;

    /// <summary>Distance and chance: exact for small samples, else finite. O(n + m) beyond small samples.</summary>
    public static Figure Compute(SortedSample reference, SortedSample current)
    {
        var distance = Distance(reference, current);
        return (long)reference.Count * current.Count <= MostExactPairs
            ? new Figure(Exact, distance, ExactSurvival(distance, reference.Count, current.Count))
            : new Figure(Finite, distance, FiniteSurvival(distance, reference.Count, current.Count));
    }

    /// <summary>The distance, in [0, 1]: 0 when both have the same distribution, symmetric in both. O(n + m), allocates nothing.</summary>
    public static double Distance(SortedSample reference, SortedSample current)
    {
        var merged = new MergedValues(reference, current);
        var largest = 0.0;
        while (merged.MoveNext())
        {
            largest = Math.Max(largest, Math.Abs(((double)merged.Left / reference.Count) - ((double)merged.Right / current.Count)));
        }

        return largest;
    }

    /// <summary>P(D ≥ d) of samples of these sizes, in [0, 1], by the limit with its correction for finite samples.</summary>
    /// <param name="distance">In [0, 1].</param>
    /// <param name="referenceCount">1 or more.</param>
    /// <param name="currentCount">1 or more.</param>
    public static double FiniteSurvival(double distance, long referenceCount, long currentCount) => FiniteKolmogorov.Survival(
        distance, Math.Max(1, (long)Math.Round((double)referenceCount * currentCount / (referenceCount + currentCount))));

    /// <summary>P(D ≥ d) of samples of these sizes, in [0, 1], exact for values that do not repeat. O(n m), one array.</summary>
    /// <param name="distance">In [0, 1].</param>
    /// <param name="referenceCount">1 or more.</param>
    /// <param name="currentCount">1 or more.</param>
    /// <remarks>
    /// The chance that a path over the grid of both counts touches a border, from its start on: sums of what is positive, so that small
    /// chances keep their digits. Source: Schröer and Trenkler, "Exact and randomization distributions of Kolmogorov-Smirnov tests for two
    /// or three samples", 1995.
    /// </remarks>
    public static double ExactSurvival(double distance, int referenceCount, int currentCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(referenceCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(currentCount);
        var divisor = GreatestDivisor(referenceCount, currentCount);
        long rowStep = currentCount / divisor, columnStep = referenceCount / divisor;
        var border = (long)Math.Round(distance * referenceCount * rowStep);
        var touched = new double[currentCount + 1];
        for (var row = 0; row <= referenceCount; row++)
        {
            for (var column = 0; column <= currentCount; column++)
            {
                touched[column] = Math.Abs((row * rowStep) - (column * columnStep)) >= border
                    ? 1
                    : ((row == 0 ? 0 : row * touched[column]) + (column == 0 ? 0 : column * touched[column - 1])) / Math.Max(1, row + column);
            }
        }

        return touched[currentCount];
    }

    private static int GreatestDivisor(int left, int right)
    {
        while (right > 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }
}

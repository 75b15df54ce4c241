using Maas.Statistics.Distributions;
using Maas.Statistics.Recipes;

namespace Maas.Statistics.Samples;

/// <summary>
/// The mean squared distance between the distribution functions of two samples, and its chance when both come from one distribution.
/// Static, thread-safe, allocates nothing.
/// </summary>
/// <remarks>
/// Assumes independent values of a continuous quantity, 10 or more on each side: the chance is that of the limit, with mean and variance
/// of the finite samples. Source: Anderson, "On the distribution of the two-sample Cramér-von Mises criterion", 1962.
/// </remarks>
public static class CramerVonMises
{
    /// <summary>With the chance of the limit, moments corrected.</summary>
    public const string Limit = "cvm.limit";

    /// <summary>The statistic T and its chance, O(n + m).</summary>
    public static Figure Compute(SortedSample reference, SortedSample current)
    {
        var statistic = Statistic(reference, current);
        double n = reference.Count, m = current.Count, all = n + m;
        var mean = (1 + (1 / all)) / 6;
        var variance = (all + 1) / (45 * all * all) * (((4 * n * m * all) - (3 * ((n * n) + (m * m))) - (2 * n * m)) / (4 * n * m));
        var atLimit = (1.0 / 6) + ((statistic - mean) / Math.Sqrt(45 * variance));
        return new Figure(Limit, statistic, CramerVonMisesDistribution.Survival(atLimit));
    }

    /// <summary>T, 0 or more, symmetric in both. O(n + m).</summary>
    public static double Statistic(SortedSample reference, SortedSample current)
    {
        var merged = new MergedValues(reference, current);
        double n = reference.Count, m = current.Count, sum = 0;
        var before = 0;
        while (merged.MoveNext())
        {
            var gap = (merged.Left / n) - (merged.Right / m);
            sum += (merged.Left + merged.Right - before) * gap * gap;
            before = merged.Left + merged.Right;
        }

        return n * m / ((n + m) * (n + m)) * sum;
    }
}

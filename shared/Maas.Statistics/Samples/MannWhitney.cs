using Maas.Statistics.Distributions;
using Maas.Statistics.Recipes;

namespace Maas.Statistics.Samples;

/// <summary>
/// Whether values of one sample tend to be larger than those of another: the pairs in which they are, equal ones half. Static,
/// thread-safe, allocates nothing.
/// </summary>
/// <remarks>
/// The chance is that of the normal limit, corrected for continuity and ties; assumes 8 or more independent values on each side. Sees
/// shifts, not a change of spread alone. Source: Mann and Whitney, "On a test of whether one of two random variables is stochastically
/// larger than the other", 1947; Lehmann, "Nonparametrics", 1975, section 1.3.
/// </remarks>
public static class MannWhitney
{
    /// <summary>Two-sided, with the chance of the normal limit.</summary>
    public const string Normal = "mann-whitney.normal";

    /// <summary>U of the reference, in [0, n m], with the chance of one as far from its mean on either side. O(n + m).</summary>
    public static Figure Compute(SortedSample reference, SortedSample current)
    {
        var (u, deviation) = Statistic(reference, current);
        var mean = (double)reference.Count * current.Count / 2;
        return new Figure(Normal, u, Math.Min(1, 2 * Tail(Math.Abs(u - mean), deviation)));
    }

    /// <summary>The chance, in [0, 1], of a reference that seems to lie as low or lower without any shift. O(n + m).</summary>
    public static double LessSurvival(SortedSample reference, SortedSample current)
    {
        var (u, deviation) = Statistic(reference, current);
        return Tail(((double)reference.Count * current.Count / 2) - u, deviation);
    }

    private static double Tail(double excess, double deviation) =>
        deviation > 0 ? NormalDistribution.Survival((excess - 0.5) / deviation) : 1;

    private static (double U, double Deviation) Statistic(SortedSample reference, SortedSample current)
    {
        var merged = new MergedValues(reference, current);
        double n = reference.Count, m = current.Count, all = n + m, u = 0, ties = 0;
        int left = 0, right = 0;
        while (merged.MoveNext())
        {
            double leftTied = merged.Left - left, rightTied = merged.Right - right, tied = leftTied + rightTied;
            u += leftTied * (right + (rightTied / 2));
            ties += tied * ((tied * tied) - 1);
            (left, right) = (merged.Left, merged.Right);
        }

        return (u, Math.Sqrt(n * m / 12 * (all + 1 - (ties / (all * Math.Max(1, all - 1))))));
    }
}

using Maas.Statistics.Recipes;

namespace Maas.Statistics.Samples;

/// <summary>
/// Twice the mean distance between values of both samples, less those within each, under a root. Static, thread-safe, allocates nothing.
/// </summary>
/// <remarks>
/// On a line it is the root of twice the integral of the squared gap between both distribution functions, so that sorting does instead of
/// all pairs. Has no chance of its own: see <see cref="PermutationTest"/>. Source: Székely and Rizzo, "Energy statistics", 2013, section 2.
/// </remarks>
public static class EnergyDistance
{
    /// <summary>The root, in the square root of the unit of the values.</summary>
    public const string Root = "energy.root";

    /// <summary>0 or more, 0 only when both have the same distribution; symmetric. O(n + m).</summary>
    public static double Distance(SortedSample reference, SortedSample current)
    {
        var merged = new MergedValues(reference, current);
        double n = reference.Count, m = current.Count, area = 0, gap = 0, last = 0;
        while (merged.MoveNext())
        {
            area += gap * gap * (merged.Value - last);
            last = merged.Value;
            gap = (merged.Left / n) - (merged.Right / m);
        }

        return Math.Sqrt(2 * area);
    }

    /// <summary><see cref="Distance"/> with its name.</summary>
    public static Figure Compute(SortedSample reference, SortedSample current) => new(Root, Distance(reference, current));
}

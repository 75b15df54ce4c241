using Maas.Statistics.Recipes;

namespace Maas.Statistics.Samples;

/// <summary>
/// How far values must be moved on average to turn one sample into the other, in the unit of the values. Static, thread-safe, allocates
/// nothing.
/// </summary>
/// <remarks>
/// The area between both distribution functions. Has no chance of its own: see <see cref="PermutationTest"/>. Source: Vallender,
/// "Calculation of the Wasserstein distance between probability distributions on the line", 1974.
/// </remarks>
public static class Wasserstein
{
    /// <summary>The distance itself.</summary>
    public const string Exact = "wasserstein.exact";

    /// <summary>The distance over the standard deviation of the reference, at least <see cref="LeastDeviation"/>.</summary>
    public const string OverDeviation = "wasserstein.over-deviation";

    /// <summary>A reference that varies less than this is taken to vary so much.</summary>
    public const double LeastDeviation = 0.001;

    /// <summary>0 or more, symmetric; the triangle inequality holds. O(n + m).</summary>
    public static double Distance(SortedSample reference, SortedSample current)
    {
        var merged = new MergedValues(reference, current);
        double n = reference.Count, m = current.Count, area = 0, gap = 0, last = 0;
        while (merged.MoveNext())
        {
            area += gap * (merged.Value - last);
            last = merged.Value;
            gap = Math.Abs((merged.Left / n) - (merged.Right / m));
        }

        return area;
    }

    /// <summary>0 or more, without unit. O(n + m).</summary>
    public static double NormalizedDistance(SortedSample reference, SortedSample current) =>
        Distance(reference, current) / Math.Max(LeastDeviation, Math.Sqrt(reference.PopulationVariance()));

    /// <summary><see cref="Distance"/> with its name.</summary>
    public static Figure Compute(SortedSample reference, SortedSample current) => new(Exact, Distance(reference, current));

    /// <summary><see cref="NormalizedDistance"/> with its name.</summary>
    public static Figure ComputeNormalized(SortedSample reference, SortedSample current) =>
        new(OverDeviation, NormalizedDistance(reference, current));
}

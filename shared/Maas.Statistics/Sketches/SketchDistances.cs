using Maas.Statistics.Recipes;
using Maas.Statistics.Samples;

namespace Maas.Statistics.Sketches;

/// <summary>Distances between two sketches, without the values that they have seen. Static, thread-safe.</summary>
public static class SketchDistances
{
    /// <summary>The distance of <see cref="KolmogorovSmirnov"/> between sketches, its chance for the numbers of values seen.</summary>
    public const string KolmogorovSmirnovOfSketches = "ks.kll";

    /// <summary>The distance of <see cref="Wasserstein"/> between sketches.</summary>
    public const string WassersteinOfSketches = "wasserstein.kll";

    /// <summary>
    /// Off by the sum of <see cref="SketchError.OfAllRanks"/> of both at most, in 98 of 100 cases, and the chance for as much: a shift below
    /// that is not told from none. O(k).
    /// </summary>
    public static Figure ComputeKolmogorovSmirnov(SketchView reference, SketchView current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        var distance = 0.0;
        foreach (var value in reference.Values)
        {
            distance = Math.Max(distance, Math.Abs(reference.Rank(value) - current.Rank(value)));
        }

        foreach (var value in current.Values)
        {
            distance = Math.Max(distance, Math.Abs(reference.Rank(value) - current.Rank(value)));
        }

        // No chance: the error of the sketches is part of the distance, and of large samples the larger part.
        return new Figure(KolmogorovSmirnovOfSketches, distance);
    }

    /// <summary>The area between both distribution functions, in the unit of the values, which must be finite. O(k log k).</summary>
    public static Figure ComputeWasserstein(SketchView reference, SketchView current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        double[] values = [.. reference.Values, .. current.Values];
        Array.Sort(values);
        var area = 0.0;
        for (var i = 1; i < values.Length; i++)
        {
            area += Math.Abs(reference.Rank(values[i - 1]) - current.Rank(values[i - 1])) * (values[i] - values[i - 1]);
        }

        return new Figure(WassersteinOfSketches, area);
    }
}

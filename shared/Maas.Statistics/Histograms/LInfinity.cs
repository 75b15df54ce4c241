using System.Numerics;

namespace Maas.Statistics.Histograms;

/// <summary>The largest change of the share of any one bin, a metric in [0, 1]. Static, thread-safe, allocates nothing.</summary>
/// <remarks>Easy to read, and blind to many small changes. Used for categories by TensorFlow Data Validation and NannyML.</remarks>
public static class LInfinity
{
    /// <summary>The largest |p - q|.</summary>
    /// <param name="reference">Counts or shares per bin, 0 or more each, some above 0.</param>
    /// <param name="current">The same bins.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative or not finite, or all of one side are 0.</exception>
    public static double Distance<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        var (left, right) = Shares.Totals(reference, current);
        var largest = 0.0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            var gap = Math.Abs((double.CreateChecked(reference[bin]) / left) - (double.CreateChecked(current[bin]) / right));
            largest = Math.Max(largest, gap);
        }

        return largest;
    }
}

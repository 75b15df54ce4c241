namespace Maas.Statistics.Sketches;

/// <summary>How far ranks from a <see cref="QuantileSketch"/> are off, as shares of all values, at 99 % confidence. Static, thread-safe.</summary>
/// <remarks>
/// Fitted by simulation for sketches of this shape: Apache DataSketches, "KLL Sketch", error table. The distance between two
/// distribution functions, each from a sketch, is off by the sum of both at most.
/// </remarks>
public static class SketchError
{
    /// <summary>Of one rank or quantile that was asked for: 0.0133 at k = 200.</summary>
    /// <param name="k">Of the sketch, 8 or more.</param>
    public static double OfRank(int k) => 2.296 / Math.Pow(AtLeastEight(k), 0.9723);

    /// <summary>Of all ranks at once, and of the share between two values: 0.0165 at k = 200.</summary>
    /// <param name="k">Of the sketch, 8 or more.</param>
    public static double OfAllRanks(int k) => 2.446 / Math.Pow(AtLeastEight(k), 0.9433);

    private static int AtLeastEight(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 8);
        return k;
    }
}

namespace Maas.Statistics.Decisions;

/// <summary>
/// Keeps the chance of any false alarm among many tests, however they depend on each other; finds all that Bonferroni's does, and more.
/// Static, thread-safe.
/// </summary>
/// <remarks>Source: Holm, "A simple sequentially rejective multiple test procedure", 1979.</remarks>
public static class Holm
{
    /// <summary>
    /// Adjusted chances in the order of the given ones: alarms are those not above the rate asked for. O(n log n).
    /// </summary>
    /// <param name="pValues">In [0, 1] each; none gives none.</param>
    /// <exception cref="ArgumentException">One is outside of [0, 1].</exception>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        var order = Ordered.Ascending(pValues);
        var adjusted = new double[pValues.Length];
        var largest = 0.0;
        for (var rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, pValues[order[rank]] * (order.Length - rank)));
            adjusted[order[rank]] = largest;
        }

        return adjusted;
    }
}

namespace Maas.Statistics.Decisions;

/// <summary>
/// Keeps the share of false alarms among all alarms of many tests, such as those of all features of a window. Static, thread-safe.
/// </summary>
/// <remarks>
/// Holds for independent tests and for those that rise and fall together. Source: Benjamini and Hochberg, "Controlling the false discovery
/// rate", 1995; Benjamini and Yekutieli, 2001, for the dependence.
/// </remarks>
public static class BenjaminiHochberg
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
        var least = 1.0;
        for (var rank = order.Length; rank >= 1; rank--)
        {
            var place = order[rank - 1];
            least = Math.Min(least, pValues[place] * order.Length / rank);
            adjusted[place] = least;
        }

        return adjusted;
    }
}

namespace Maas.Statistics.Decisions;

/// <summary>
/// Keeps the chance of any false alarm among many tests by dividing it between them: <see cref="Holm"/> finds more at the same rate, but
/// needs all tests at once. Static, thread-safe.
/// </summary>
/// <remarks>Source: Dunn, "Multiple comparisons among means", 1961.</remarks>
public static class Bonferroni
{
    /// <summary>Adjusted chances in the order of the given ones: alarms are those not above the rate asked for.</summary>
    /// <param name="pValues">In [0, 1] each; none gives none.</param>
    /// <exception cref="ArgumentException">One is outside of [0, 1].</exception>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        Ordered.Check(pValues);
        var adjusted = pValues.ToArray();
        for (var i = 0; i < adjusted.Length; i++)
        {
            adjusted[i] = Math.Min(1, adjusted[i] * adjusted.Length);
        }

        return adjusted;
    }
}

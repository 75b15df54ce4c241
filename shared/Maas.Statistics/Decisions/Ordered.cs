namespace Maas.Statistics.Decisions;

/// <summary>Chances of many tests, in order.</summary>
internal static class Ordered
{
    /// <summary>Places of the chances, smallest first.</summary>
    /// <exception cref="ArgumentException">One is outside of [0, 1].</exception>
    public static int[] Ascending(ReadOnlySpan<double> pValues)
    {
        Check(pValues);
        var places = new int[pValues.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        Array.Sort(pValues.ToArray(), places);
        return places;
    }

    /// <exception cref="ArgumentException">One is outside of [0, 1].</exception>
    public static void Check(ReadOnlySpan<double> pValues)
    {
        foreach (var p in pValues)
        {
            if (!(p is >= 0 and <= 1))
            {
                throw new ArgumentException($"A chance is 0 to 1, got {p}.", nameof(pValues));
            }
        }
    }
}

namespace Maas.Training.Worker.Data;

/// <summary>Chooses some rows of many, evenly, so that it is the same ones every time.</summary>
internal static class EvenRows
{
    /// <param name="rows">What is chosen from.</param>
    /// <param name="most">How many at most, 1 or more.</param>
    /// <returns>In their order; all of them when there are no more.</returns>
    public static int[] Of(int[] rows, int most)
    {
        var count = Math.Min(rows.Length, most);
        return [.. Enumerable.Range(0, count).Select(place => rows[(int)((long)place * rows.Length / count)])];
    }
}

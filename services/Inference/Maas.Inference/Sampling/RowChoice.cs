namespace Maas.Inference.Sampling;

/// <summary>
/// Chooses a share of the rows, each by itself: every row has the same chance whatever the pattern of the traffic, and
/// the same sequence of rows gives the same choice. Thread-safe.
/// </summary>
internal sealed class RowChoice
{
    private static readonly int[] First = [0];

    private long _seen;

    /// <summary>Rows that are chosen, ascending.</summary>
    /// <param name="rowCount">Rows there are.</param>
    /// <param name="ratio">Chance of each, in [0, 1].</param>
    public IReadOnlyList<int> Choose(int rowCount, double ratio)
    {
        if (ratio <= 0 || rowCount == 0)
        {
            return [];
        }

        var end = Interlocked.Add(ref _seen, rowCount);
        if (ratio >= 1)
        {
            return rowCount == 1 ? First : Enumerable.Range(0, rowCount).ToArray();
        }

        var chosen = new List<int>();
        for (var row = 0; row < rowCount; row++)
        {
            if (UnitHash.Of((ulong)(end - rowCount + row)) < ratio)
            {
                chosen.Add(row);
            }
        }

        return chosen;
    }
}

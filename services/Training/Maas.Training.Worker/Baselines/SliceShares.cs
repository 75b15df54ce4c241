using Maas.Contracts.Monitoring.V1;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Baselines;

/// <summary>Counts the rows of each slice, those that share a value of one feature, in the bins of all rows.</summary>
internal static class SliceShares
{
    // Fewer tell too little apart to be compared with.
    private const int FewestRows = 50;

    // Even ones of more: each is looked at once per feature and slicing feature.
    private const int MostRows = 200_000;

    // Of all slices together: each takes 8 bytes in Monitoring's memory.
    private const int MostCounts = 100_000;

    /// <summary>By feature, then by value, the most frequent first.</summary>
    /// <param name="rows">Training rows: the prediction first, then their features.</param>
    /// <param name="seen">How each column of them looked.</param>
    public static IEnumerable<SliceBaseline> Of(RawRows rows, IReadOnlyList<FeatureBaseline> seen)
    {
        var some = rows.Take(EvenRows.Of([.. Enumerable.Range(0, rows.Count)], MostRows));
        var slicings = Choose(some, seen);
        var bins = new int[some.Count];
        foreach (var place in (int[])[.. Enumerable.Range(1, seen.Count - 1), 0])
        {
            var column = some.Columns[place];
            BinAll(column, seen[place], bins);
            foreach (var slicing in slicings)
            {
                slicing.Count(bins, BinCount(seen[place]), column.Numbers);
            }
        }

        return slicings.SelectMany(slicing => slicing.Describe());
    }

    // Those of the fewest values first, while there is room.
    private static List<Slicing> Choose(RawRows rows, IReadOnlyList<FeatureBaseline> seen)
    {
        var countsOfOne = seen.Sum(feature => BinCount(feature) + 1L);
        var left = MostCounts / countsOfOne;
        var chosen = new List<Slicing>();
        foreach (var slicing in rows.Columns.Skip(1)
            .Select(column => Slicing.Find(column, FewestRows))
            .OfType<Slicing>()
            .OrderBy(slicing => slicing.ValueCount))
        {
            if (slicing.ValueCount <= left)
            {
                chosen.Add(slicing);
                left -= slicing.ValueCount;
            }
        }

        return chosen;
    }

    private static int BinCount(FeatureBaseline feature) =>
        feature.Numeric is { } numeric ? numeric.Counts.Count : feature.Categorical.Categories.Count + 1;

    // -1 is missing.
    private static void BinAll(RawColumn column, FeatureBaseline feature, int[] bins)
    {
        if (column.Texts is { } texts)
        {
            var places = feature.Categorical.Categories.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
            for (var row = 0; row < bins.Length; row++)
            {
                bins[row] = texts[row].Length == 0 ? -1 : places.GetValueOrDefault(texts[row], places.Count);
            }

            return;
        }

        double[] edges = [.. feature.Numeric.Edges];
        for (var row = 0; row < bins.Length; row++)
        {
            bins[row] = float.IsNaN(column.Numbers![row]) ? -1 : NumberShares.BinOf(edges, column.Numbers[row]);
        }
    }
}

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
    /// <param name="others">Features that are not of these rows, told after theirs: of them a slice has no values.</param>
    public static IEnumerable<SliceBaseline> Of(RawRows rows, IReadOnlyList<FeatureBaseline> seen, IReadOnlyList<FeatureBaseline> others)
    {
        var some = rows.Take(EvenRows.Of([.. Enumerable.Range(0, rows.Count)], MostRows));
        var slicings = Choose(some, seen);
        var bins = new int[some.Count];
        for (var place = 1; place < seen.Count; place++)
        {
            Count(place);
        }

        foreach (var other in others)
        {
            slicings.ForEach(slicing => slicing.LeaveOut(BinCount(other)));
        }

        Count(place: 0);
        return slicings.SelectMany(slicing => slicing.Describe());

        void Count(int place)
        {
            BinAll(some.Columns[place], seen[place], bins);
            slicings.ForEach(slicing => slicing.Count(bins, BinCount(seen[place]), some.Columns[place].Numbers));
        }
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

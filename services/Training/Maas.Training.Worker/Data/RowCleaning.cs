using Maas.Training.Plans;
using Maas.Training.Worker.Preprocessing.Numbers;

namespace Maas.Training.Worker.Data;

/// <summary>Says which rows are not learnt from because of what their columns hold.</summary>
internal static class RowCleaning
{
    /// <param name="features">What is done to each column.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="train">The rows that bounds are made of.</param>
    /// <returns>One entry per row of <paramref name="rows"/>: whether it may be learnt from.</returns>
    public static bool[] Keep(IReadOnlyList<FeaturePlan> features, RawRows rows, int[] train)
    {
        var keep = new bool[rows.Count];
        Array.Fill(keep, true);
        foreach (var (feature, column) in features.Zip(rows.Columns))
        {
            if (feature.Imputation == Imputation.Drop)
            {
                Mark(keep, row => column.Texts is { } texts ? texts[row].Length == 0 : column.Numbers is { } values && float.IsNaN(values[row]));
            }

            if (column.Numbers is { } numbers && feature is { OutlierAction: OutlierAction.Drop, Outliers: not Outliers.None })
            {
                var values = Array.FindAll(Array.ConvertAll(train, row => numbers[row]), value => !float.IsNaN(value));
                var (low, high) = values.Length == 0 ? (float.NegativeInfinity, float.PositiveInfinity) : OutlierBounds.Of(feature.Outliers, values);
                Mark(keep, row => numbers[row] < low || numbers[row] > high);
            }
        }

        return keep;
    }

    private static void Mark(bool[] keep, Predicate<int> isDropped)
    {
        for (var row = 0; row < keep.Length; row++)
        {
            keep[row] &= !isDropped(row);
        }
    }
}

using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Boosting;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Preprocessing;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Explaining;

/// <summary>How much each raw column moves the answers of a linear or tree model: the mean size of what its features add together.</summary>
/// <param name="preparation">Tells which features are made of which column.</param>
/// <param name="preparer">Makes them.</param>
internal sealed class ColumnContributions(Preparation preparation, FeaturePreparer preparer)
{
    private const int MostRows = 2000;
    private const int MostNumbers = 1 << 20;

    // Each leaf costs a row about 0.2 us, so that trees without number do not take longer than they took to grow. Not bounded by the clock: the same training
    // is told the same.
    private const long MostLeaves = 1 << 24;
    private const int FewestRows = 100;

    /// <summary>In the order of the plan, and the rows that they are the mean of; empty for models that have no exact contributions.</summary>
    /// <param name="model">The model.</param>
    /// <param name="train">Rows it learnt from.</param>
    /// <param name="data">
    /// Its test rows are told of, up to 2,000 of them, of many trees down to 100, evenly chosen; training rows when there are none.
    /// </param>
    public (int RowCount, IReadOnlyList<ContributionOutcome> Contributions) Measure(IFittedModel model, FeatureMatrix train, TrainingData data)
    {
        if (ExactContributions.Of(model, train, data.Target.Labels.Count) is not { } contributions)
        {
            return (0, []);
        }

        var side = data.TestRows.Length > 0 ? data.TestRows : data.TrainRows;
        var leaves = model is BoostedModel trees ? trees.LeafCount : 1;
        var rows = EvenRows.Of(side, (int)Math.Clamp(MostLeaves / leaves, FewestRows, MostRows));
        var owners = OwnersOf(data.Rows);
        var sums = new double[data.Rows.Columns.Count];
        foreach (var batch in rows.Chunk(Math.Clamp(MostNumbers / (contributions.OutputCount * (train.Width + 1)), 1, MostRows)))
        {
            AddTo(sums, contributions.Explain(preparer.Prepare(data.Rows.Take(batch))), owners);
        }

        return (rows.Length, [.. data.Rows.Columns.Zip(sums, (column, sum) => new ContributionOutcome(column.Name, sum / (rows.Length * contributions.OutputCount)))]);
    }

    // Features of one column may undo each other within a row, so they are summed before their size is taken.
    private static void AddTo(double[] sums, double[] contributions, int[] owners)
    {
        var width = owners.Length + 1;
        var together = new double[sums.Length];
        for (var start = 0; start < contributions.Length; start += width)
        {
            Array.Clear(together);
            for (var feature = 0; feature < owners.Length; feature++)
            {
                together[owners[feature]] += contributions[start + feature];
            }

            for (var column = 0; column < sums.Length; column++)
            {
                sums[column] += Math.Abs(together[column]);
            }
        }
    }

    /// <summary>Of every feature, in their order, the place of the column that it is made of.</summary>
    private int[] OwnersOf(RawRows rows)
    {
        var places = rows.Columns.Index().ToDictionary(column => column.Item.Name, column => column.Index, StringComparer.Ordinal);
        return [.. preparation.FeatureColumns.Select(column => places[column])];
    }
}

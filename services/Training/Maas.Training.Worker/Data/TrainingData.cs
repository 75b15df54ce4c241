using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Preprocessing;
using Maas.Training.Split;

namespace Maas.Training.Worker.Data;

/// <summary>The table of a plan in memory, divided, with its preparation fitted on the training rows.</summary>
internal sealed record TrainingData
{
    /// <summary>All rows of the table.</summary>
    public required RawRows Rows { get; init; }

    /// <summary>What is to be predicted, for all rows.</summary>
    public required Target Target { get; init; }

    /// <summary>Rows to learn from, ascending, at least one; for classification at least one of each class.</summary>
    public required int[] TrainRows { get; init; }

    /// <summary>Rows to test on, ascending; may be none.</summary>
    public required int[] TestRows { get; init; }

    /// <summary>How the columns become features.</summary>
    public required Preparation Preparation { get; init; }

    /// <summary>Rows without a target.</summary>
    public int DroppedRowCount => Rows.Count - TrainRows.Length - TestRows.Length;

    /// <summary>Reads, divides and fits.</summary>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>, <c>COLUMN_NOT_FOUND</c>, <c>SPEC_INVALID</c>.</exception>
    public static TrainingData Load(TrainingPlan plan)
    {
        using var table = TrainingTable.Open(plan);
        var target = Target.Read(table, plan);
        var isTrain = new TrainTestSplit(plan.DatasetFingerprint, plan.Seed, plan.TestRatio).Assign(target.Classes);
        table.ChooseTrainRows(isTrain);
        var all = Enumerable.Range(0, table.RowCount).ToArray();
        RawColumn[] columns = [.. plan.Features.Select((feature, i) => ReadColumn(table, feature, i))];
        return new TrainingData
        {
            Target = target,
            TrainRows = [.. all.Where(row => isTrain[row])],
            TestRows = [.. all.Where(row => !isTrain[row] && target.Classes[row] >= 0)],
            Preparation = PreparationFitter.Fit(table, plan.Features),
            Rows = new RawRows(table.RowCount, columns),
        };
    }

    private static RawColumn ReadColumn(TrainingTable table, FeaturePlan feature, int index) =>
        feature.Kind == FeatureKind.Numeric
            ? new RawColumn(feature.Column, table.ReadNumbers(index), null)
            : new RawColumn(feature.Column, null, table.ReadTexts(index));
}

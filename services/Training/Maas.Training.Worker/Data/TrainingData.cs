using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Split;
using Maas.Training.Worker.Preprocessing;

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

    /// <summary>Rows to compare epochs on, ascending; may be none. They are not learnt from.</summary>
    public required int[] ValidationRows { get; init; }

    /// <summary>Rows to test on, ascending; may be none.</summary>
    public required int[] TestRows { get; init; }

    /// <summary>Folds of the rows that are learnt from or validated on; none without a cross-validation.</summary>
    public IReadOnlyList<FoldRows> Folds { get; init; } = [];

    /// <summary>
    /// Folds of the rows to learn from that keep groups together, or go forward in time, for a calibration or threshold; none without one, or where rows are
    /// divided by neither.
    /// </summary>
    public IReadOnlyList<Fold> DecisionFolds { get; init; } = [];

    /// <summary>How the columns become features.</summary>
    public required Preparation Preparation { get; init; }

    /// <summary>Rows without a target, duplicates, and rows that are not learnt from because of what they hold.</summary>
    public int DroppedRowCount => Rows.Count - TrainRows.Length - ValidationRows.Length - TestRows.Length;

    /// <summary>Reads, divides and fits.</summary>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>, <c>COLUMN_NOT_FOUND</c>, <c>SPEC_INVALID</c>.</exception>
    public static TrainingData Load(TrainingPlan plan)
    {
        using var table = TrainingTable.Open(plan);
        var target = Target.Read(table, plan);
        var sides = (int[])target.Classes.Clone();
        var rows = new RawRows(table.RowCount, [.. plan.Features.Select((feature, i) => ReadColumn(table, feature, i, sides))]);
        foreach (var row in plan.DropDuplicates ? table.FindDuplicates() : [])
        {
            sides[row] = -1;
        }

        var division = new RowDivision(plan, table);
        division.Exclude(sides);
        var isSeen = division.Divide(sides, plan.TestRatio, purpose: "");
        var isTrain = plan.ValidationRatio == 0
            ? isSeen
            : division.Divide([.. sides.Select((c, row) => isSeen[row] ? c : -1)], plan.ValidationRatio, purpose: "validation");
        var all = Enumerable.Range(0, rows.Count).ToArray();
        var keep = RowCleaning.Keep(plan.Features, rows, Array.FindAll(all, row => isTrain[row]));
        var train = Array.FindAll(all, row => isTrain[row] && keep[row]);
        RequireRows(target, train);
        return new TrainingData
        {
            Target = target,
            TrainRows = train,
            ValidationRows = Array.FindAll(all, row => isSeen[row] && !isTrain[row]),
            TestRows = Array.FindAll(all, row => !isSeen[row] && sides[row] >= 0),
            Preparation = PreparationFitter.Fit(plan, rows.Take(train), target.Take(train)),
            Rows = rows,
            DecisionFolds = division.FoldForDecision([.. sides.Select((c, row) => isTrain[row] ? c : -1)]),
            Folds = plan.FoldCount == 0 ? [] : [.. division
                .Fold([.. sides.Select((c, row) => isSeen[row] ? c : -1)], plan.FoldCount)
                .Select(fold => FoldRows.Of(fold, division, sides, plan.ValidationRatio))],
        };
    }

    /// <summary>The same data with a fold for its test rows: neither learnt from nor validated on. Its preparation is fitted without it.</summary>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>: the other rows are too few.</exception>
    public TrainingData Without(FoldRows fold, TrainingPlan plan)
    {
        var keep = RowCleaning.Keep(plan.Features, Rows, fold.Train);
        var train = Array.FindAll(fold.Train, row => keep[row]);
        RequireRows(Target, train, " Lower split.fold_count, or leave rare classes out.");
        return this with
        {
            TrainRows = train,
            ValidationRows = fold.Validation,
            TestRows = fold.Test,
            DecisionFolds = fold.DecisionFolds,
            Preparation = PreparationFitter.Fit(plan, Rows.Take(train), Target.Take(train)),
            Folds = [],
        };
    }

    private static void RequireRows(Target target, int[] train, string advice = "")
    {
        if (train.Length == 0)
        {
            throw PlanErrors.DataUnsuitable($"no training row is left after rows are divided, and those with missing values and outliers dropped.{advice}");
        }

        var present = train.Select(row => target.Classes[row]).ToHashSet();
        var lost = target.Labels.Index().Where(label => !present.Contains(label.Index)).Select(label => label.Item).FirstOrDefault();
        if (lost is not null)
        {
            throw PlanErrors.DataUnsuitable($"no training row of the class '{lost}' is left after rows are divided, and those with missing values and outliers dropped.{advice}");
        }
    }

    // A row whose image cannot be read takes no part.
    private static RawColumn ReadColumn(TrainingTable table, FeaturePlan feature, int index, int[] sides)
    {
        switch (feature.Kind)
        {
            case FeatureKind.Numeric:
                return new RawColumn(feature.Column, table.ReadNumbers(index), null);
            case FeatureKind.Image:
                var images = ImageReading.Read(feature, table.ReadFiles(index), out var isReadable);
                for (var row = 0; row < sides.Length; row++)
                {
                    sides[row] = isReadable[row] ? sides[row] : -1;
                }

                return images;
            default:
                return new RawColumn(feature.Column, null, table.ReadTexts(index));
        }
    }
}

using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Split;

namespace Maas.Training.Worker.Data;

/// <summary>Divides rows as a plan says. Used while the table is open.</summary>
/// <param name="plan">Method, column, seed.</param>
/// <param name="table">Has the column.</param>
internal sealed class RowDivision(TrainingPlan plan, TrainingTable table)
{
    /// <summary>Folds for what is learnt of predictions, where rows allow as many.</summary>
    public const int DecisionFoldCount = 5;

    // Groups that are not tested on have the higher shares of the seed itself; folds need even ones.
    private const long FoldSeed = 0x464F_4C44;

    /// <summary>Says for each row whether it is learnt from.</summary>
    /// <param name="classes">Class of each row, 0 for all when there are none; negative for rows that take no part.</param>
    /// <param name="ratio">Share of the rows that are not, in [0, 1).</param>
    /// <param name="purpose">Tells divisions of one plan apart; empty for that into training and test rows.</param>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>: no row has a time.</exception>
    public bool[] Divide(int[] classes, double ratio, string purpose)
    {
        var fingerprint = purpose.Length == 0 ? plan.DatasetFingerprint : $"{plan.DatasetFingerprint}\n{purpose}";
        return plan.SplitMethod switch
        {
            SplitMethod.Random => new TrainTestSplit(fingerprint, plan.Seed, ratio).Assign(classes),
            SplitMethod.Stratified => new StratifiedSplit(
                RowShares.OfPositions(fingerprint, plan.Seed, classes.Length), classes).HoldOut(ratio).IsTrain,
            SplitMethod.Group => new ShareSplit(
                RowShares.OfKeys(purpose.Length == 0 ? plan.Seed : ~plan.Seed, table.ReadSplitKeys()),
                Array.ConvertAll(classes, c => c >= 0)).HoldOut(ratio).IsTrain,
            SplitMethod.Time => new TimeSplit([.. Times().Zip(classes, (time, c) => c >= 0 ? time : double.NaN)]).HoldOut(ratio).IsTrain,
            _ => throw PlanErrors.SpecInvalid($"the split '{plan.SplitMethod}' is unknown."),
        };
    }

    /// <summary>Divides rows so that each is tested on once, but see <see cref="TimeSplit"/>. Random folds of classes have the same mixture.</summary>
    /// <param name="classes">As of <see cref="Divide"/>.</param>
    /// <param name="count">Folds, 2 or more.</param>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>: fewer rows, groups or times than folds.</exception>
    public IReadOnlyList<Fold> Fold(int[] classes, int count)
    {
        var split = SplitOf(classes);
        return count <= split.MaxFoldCount
            ? split.KFold(count)
            : throw PlanErrors.DataUnsuitable(
                $"the rows that are learnt from have fewer groups or times than the {count} folds they shall be divided into. Lower split.fold_count.");
    }

    /// <summary>
    /// Folds for what is learnt of predictions: the same, or fewer where there are fewer groups or times. None where rows are divided by neither, are too few, or
    /// nothing is learnt of predictions.
    /// </summary>
    /// <param name="classes">As of <see cref="Divide"/>.</param>
    public IReadOnlyList<Fold> FoldForDecision(int[] classes)
    {
        if (plan.SplitMethod is not (SplitMethod.Group or SplitMethod.Time) || plan is { Calibration: CalibrationMethod.None, DecisionMetric: DecisionMetric.None })
        {
            return [];
        }

        var split = SplitOf(classes);
        return split.MaxFoldCount < 2 ? [] : split.KFold(Math.Min(DecisionFoldCount, split.MaxFoldCount));
    }

    /// <summary>Takes rows out that cannot be divided: those without a time.</summary>
    public void Exclude(int[] classes)
    {
        if (plan.SplitMethod != SplitMethod.Time)
        {
            return;
        }

        var times = Times();
        for (var row = 0; row < times.Length; row++)
        {
            classes[row] = double.IsNaN(times[row]) ? -1 : classes[row];
        }
    }

    private RowSplit SplitOf(int[] classes) => plan.SplitMethod switch
    {
        SplitMethod.Group => new ShareSplit(RowShares.OfKeys(plan.Seed ^ FoldSeed, table.ReadSplitKeys()), Array.ConvertAll(classes, c => c >= 0)),
        SplitMethod.Time => new TimeSplit([.. Times().Zip(classes, (time, c) => c >= 0 ? time : double.NaN)]),
        _ => new StratifiedSplit(RowShares.OfPositions($"{plan.DatasetFingerprint}\nfolds", plan.Seed, classes.Length), classes),
    };

    private double[] Times()
    {
        var times = table.ReadSplitTimes();
        return !times.All(double.IsNaN)
            ? times
            : throw PlanErrors.DataUnsuitable(
                $"the column '{plan.SplitColumn}' has no number, date or time in any row, and rows shall be divided by it.");
    }
}

using Maas.Training.Split;

namespace Maas.Training.Worker.Data;

/// <summary>The rows of one fold of a cross-validation, each ascending.</summary>
/// <param name="Train">Learnt from.</param>
/// <param name="Validation">Epochs are compared on them; none when the plan holds none back.</param>
/// <param name="Test">Measured on.</param>
/// <param name="DecisionFolds">Of those it learns from, as of <see cref="TrainingData.DecisionFolds"/>.</param>
internal sealed record FoldRows(int[] Train, int[] Validation, int[] Test, IReadOnlyList<Fold> DecisionFolds)
{
    /// <summary>Divides what a fold learns from as the plan divides all: of times, the latest of them are validated on.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="division">How rows are divided.</param>
    /// <param name="classes">Class of each row; negative for rows that take no part.</param>
    /// <param name="validationRatio">Share that is held back, in [0, 1).</param>
    public static FoldRows Of(Fold fold, RowDivision division, int[] classes, double validationRatio)
    {
        int[] Within(bool[] rows) => [.. classes.Select((c, row) => rows[row] ? c : -1)];
        int[] all = [.. Enumerable.Range(0, classes.Length)];
        var isTrain = validationRatio == 0
            ? fold.IsTrain
            : division.Divide(Within(fold.IsTrain), validationRatio, purpose: "validation");
        return new FoldRows(
            Array.FindAll(all, row => fold.IsTrain[row] && isTrain[row]),
            Array.FindAll(all, row => fold.IsTrain[row] && !isTrain[row]),
            Array.FindAll(all, row => fold.IsTest[row]),
            division.FoldForDecision(Within([.. fold.IsTrain.Zip(isTrain, (learns, stays) => learns && stays)])));
    }
}

namespace Maas.Training.Worker.Data;

/// <summary>What an algorithm learns from, prepared.</summary>
/// <param name="Layout">What the numbers of a row stand for.</param>
/// <param name="Train">Rows to learn from, at least one.</param>
/// <param name="TrainTarget">What is to be learnt of them.</param>
/// <param name="Validation">Rows to compare epochs on; null when there are none.</param>
/// <param name="ValidationTarget">What is to be learnt of them.</param>
internal sealed record FittingRows(
    FeatureLayout Layout, FeatureMatrix Train, Target TrainTarget, FeatureMatrix? Validation = null, Target? ValidationTarget = null)
{
    /// <summary>
    /// Positions among the rows to learn from: those that a calibration is learnt from, and those, of every class, that the model which is asked for them
    /// learns from. Empty where any will do, or none could be found.
    /// </summary>
    public IReadOnlyList<(int[] Others, int[] Held)> DecisionFolds { get; init; } = [];
}

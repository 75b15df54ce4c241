namespace Maas.Training.Worker.Data;

/// <summary>What an algorithm learns from, prepared.</summary>
/// <param name="Layout">What the numbers of a row stand for.</param>
/// <param name="Train">Rows to learn from, at least one.</param>
/// <param name="TrainTarget">What is to be learnt of them.</param>
/// <param name="Validation">Rows to compare epochs on; null when there are none.</param>
/// <param name="ValidationTarget">What is to be learnt of them.</param>
internal sealed record FittingRows(
    FeatureLayout Layout, FeatureMatrix Train, Target TrainTarget, FeatureMatrix? Validation = null, Target? ValidationTarget = null);

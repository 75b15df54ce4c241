namespace Maas.Inference.Predictions;

/// <summary>The outcome of one row.</summary>
/// <param name="Id">Outcomes are joined to it later.</param>
/// <param name="Value">The number; null for a classifier.</param>
/// <param name="Label">The class; null for a regression.</param>
/// <param name="Score">Probability of <paramref name="Label"/>; null when the model gives none.</param>
/// <param name="ClassScores">Every class with its probability, in the order of the model.</param>
internal sealed record RowPrediction(
    Guid Id, double? Value, string? Label, double? Score, IReadOnlyList<(string Label, double Score)> ClassScores);

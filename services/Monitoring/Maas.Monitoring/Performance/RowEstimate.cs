using Maas.Statistics.Performance;

namespace Maas.Monitoring.Performance;

/// <summary>What was predicted for one row, and what was expected to come of it. Immutable; kept as JSON until the truth comes.</summary>
internal sealed record RowEstimate
{
    /// <summary>Predicted label; null for a number.</summary>
    public string? Label { get; init; }

    /// <summary>Predicted number; null for a label.</summary>
    public double? Number { get; init; }

    /// <summary>Of each class, adding up to 1; null when they are not known.</summary>
    public double[]? Probabilities { get; init; }

    /// <summary>Bin of the score of the second class of two; 0 when there are no bins.</summary>
    public int Bin { get; init; }

    /// <summary>What the prediction is expected to cost; null when that is not known.</summary>
    public ExpectedLoss? Loss { get; init; }
}

namespace Maas.Training.Plans;

/// <summary>
/// How trees are grown: <see cref="Algorithm.GradientBoosting"/>. Learning rate, patience and the penalty of a leaf are those of the
/// <see cref="TrainingPlan"/>.
/// </summary>
public sealed record BoostingPlan
{
    /// <summary>Trees at most, of each class; 1 or more.</summary>
    public int TreeCount { get; init; } = 100;

    /// <summary>Leaves of a tree at most, 2 or more.</summary>
    public int LeafCount { get; init; } = 31;

    /// <summary>Training rows that a leaf must hold, 1 or more.</summary>
    public int MinLeafRows { get; init; } = 20;

    /// <summary>Share of the prepared features that a tree may look at, drawn anew for each, in (0, 1].</summary>
    public double FeatureRatio { get; init; } = 1;

    /// <summary>Share of the training rows that a tree is learnt from, drawn anew for each, in (0, 1].</summary>
    public double RowRatio { get; init; } = 1;
}

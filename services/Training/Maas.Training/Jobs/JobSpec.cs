namespace Maas.Training.Jobs;

/// <summary>What to train, on what, and what to do with the model. As sent, or completed by <see cref="SpecRules"/>.</summary>
internal sealed record JobSpec
{
    /// <summary>Dataset to learn from.</summary>
    public required string DatasetId { get; init; }

    /// <summary>Its version.</summary>
    public required long DatasetNumber { get; init; }

    /// <summary>Column to predict.</summary>
    public required string TargetColumn { get; init; }

    /// <summary>One of <see cref="Plans.LearningTask"/>; empty as long as it is not decided.</summary>
    public string Task { get; init; } = "";

    /// <summary>One of <see cref="Plans.Algorithm"/>; empty as long as it is not decided.</summary>
    public string Algorithm { get; init; } = "";

    /// <summary>Columns to learn from; none as long as it is not decided.</summary>
    public IReadOnlyList<FeatureChoice> Features { get; init; } = [];

    /// <summary>Share of the rows kept for the test, in [0, 1).</summary>
    public double? TestRatio { get; init; }

    /// <summary>Linear models: weight of half the squared norm of the coefficients.</summary>
    public double? L2Penalty { get; init; }

    /// <summary>Networks: units of each hidden layer.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [];

    /// <summary>Networks: step size.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Networks: passes over the training data.</summary>
    public int? EpochCount { get; init; }

    /// <summary>Networks: rows per step.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Where all randomness comes from.</summary>
    public long Seed { get; init; }

    /// <summary>Model that gets the version, <c>models/{model}</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Alias to move to the version; empty moves none.</summary>
    public string Alias { get; init; } = "";
}

/// <summary>How one column becomes numbers; empty words as long as it is not decided.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Imputation">One of <see cref="Plans.Imputation"/>.</param>
/// <param name="ImputationConstant">The stand-in, as text.</param>
/// <param name="Scaling">One of <see cref="Plans.Scaling"/>; stays empty for a categorical column.</param>
internal sealed record FeatureChoice(
    string Column, string Imputation = "", string ImputationConstant = "", string Scaling = "");

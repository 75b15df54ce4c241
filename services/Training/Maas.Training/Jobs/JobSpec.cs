using System.Text.Json.Serialization;
using Maas.Training.Jobs.Searching;
using Maas.Training.Plans;

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

    /// <summary>One of <see cref="FeaturePlanning.Words"/>; empty as long as it is not decided.</summary>
    public string FeaturePlan { get; init; } = "";

    /// <summary>Share of the rows kept for the test, in [0, 1).</summary>
    public double? TestRatio { get; init; }

    /// <summary>One of <see cref="Plans.SplitMethod"/>; empty as long as it is not decided.</summary>
    public string SplitMethod { get; init; } = "";

    /// <summary>Column that rows are divided by; empty when there is none.</summary>
    public string SplitColumn { get; init; } = "";

    /// <summary>Share of the other rows that epochs are compared on, in [0, 1).</summary>
    public double? ValidationRatio { get; init; }

    /// <summary>Folds of a cross-validation; 0 makes none.</summary>
    public int FoldCount { get; init; }

    /// <summary>Epochs without a better loss after which the learning ends; null never ends early.</summary>
    public int? Patience { get; init; }

    /// <summary>What the loss must fall by to be better.</summary>
    public double MinImprovement { get; init; }

    /// <summary>One of <see cref="Plans.RowNormalization"/>; empty as long as it is not decided.</summary>
    public string RowNormalization { get; init; } = "";

    /// <summary>Whether of equal rows only the first takes part.</summary>
    public bool DropDuplicates { get; init; }

    /// <summary>One of <see cref="Plans.ClassWeighting"/>; empty as long as it is not decided, and for regression.</summary>
    public string ClassWeighting { get; init; } = "";

    /// <summary>One of <see cref="CalibrationMethod"/>; empty as long as it is not decided, and for regression.</summary>
    public string Calibration { get; init; } = "";

    /// <summary>One of <see cref="Plans.DecisionMetric"/>; empty as long as it is not decided, and for regression.</summary>
    public string DecisionMetric { get; init; } = "";

    /// <summary>Hyperparameters.</summary>
    public Knobs Knobs { get; init; } = new();

    /// <summary>What is searched; null trains once.</summary>
    public SearchChoice? Search { get; init; }

    /// <summary>Smaller models to make of the trained one.</summary>
    public IReadOnlyList<VariantChoice> Variants { get; init; } = [];

    /// <summary>What they are called.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> VariantNames => [.. Variants.Select(variant => variant.ToPlan().Name)];

    /// <summary>One of <see cref="Plans.DevicePolicy"/>; empty as long as it is not decided.</summary>
    public string DevicePolicy { get; init; } = "";

    /// <summary>Where all randomness comes from.</summary>
    public long Seed { get; init; }

    /// <summary>Model that gets the version, <c>models/{model}</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Alias to move to the version; empty moves none.</summary>
    public string Alias { get; init; } = "";
}

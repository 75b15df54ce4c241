namespace Maas.Training.Plans;

/// <summary>What goes into a trained model and what comes out.</summary>
public sealed record SignatureOutcome
{
    /// <summary>Inputs, in the order of the graph.</summary>
    public required IReadOnlyList<TensorOutcome> Inputs { get; init; }

    /// <summary>Outputs, in the order of the graph.</summary>
    public required IReadOnlyList<TensorOutcome> Outputs { get; init; }

    /// <summary>One of <see cref="LearningTask"/>.</summary>
    public required string Task { get; init; }

    /// <summary>Classes in the order of the scores; empty for regression.</summary>
    public required IReadOnlyList<string> ClassLabels { get; init; }
}

/// <summary>One input or output tensor and its meaning.</summary>
public sealed record TensorOutcome
{
    /// <summary>Name in the graph.</summary>
    public required string Name { get; init; }

    /// <summary>Element type by its Open Inference Protocol name.</summary>
    public required string DataType { get; init; }

    /// <summary>Size of each dimension, outermost first; -1 is any size.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>One of <see cref="TensorRole"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Categories seen in training, ordinal order; empty unless the role is categorical.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>What an image is brought to, [height, width, channels]; null unless the role is an image.</summary>
    public IReadOnlyList<int>? ImageShape { get; init; }
}

/// <summary>What the values of a tensor stand for: the names of <c>TensorSpec.Role</c> without prefix.</summary>
public static class TensorRole
{
    /// <summary>Input: one number per row; NaN is missing.</summary>
    public const string NumericFeature = "NUMERIC_FEATURE";

    /// <summary>Input: one category per row; empty is missing.</summary>
    public const string CategoricalFeature = "CATEGORICAL_FEATURE";

    /// <summary>Input: one text per row.</summary>
    public const string Text = "TEXT";

    /// <summary>Input: one PNG or JPEG image per row.</summary>
    public const string Image = "IMAGE";

    /// <summary>Output: one predicted number per row.</summary>
    public const string PredictedValue = "PREDICTED_VALUE";

    /// <summary>Output: one predicted class per row.</summary>
    public const string PredictedLabel = "PREDICTED_LABEL";

    /// <summary>Output: one probability per row and class.</summary>
    public const string ClassScores = "CLASS_SCORES";
}

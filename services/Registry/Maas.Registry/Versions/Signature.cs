namespace Maas.Registry.Versions;

/// <summary>What the values of a tensor stand for. Kept by name: rename none.</summary>
internal enum TensorRole
{
    /// <summary>Not told.</summary>
    Unspecified = 0,

    /// <summary>Input: one number per row.</summary>
    NumericFeature = 1,

    /// <summary>Input: one category per row, as text.</summary>
    CategoricalFeature = 2,

    /// <summary>Output: one predicted number per row.</summary>
    PredictedValue = 3,

    /// <summary>Output: one predicted class per row, as text.</summary>
    PredictedLabel = 4,

    /// <summary>Output: one probability per row and class.</summary>
    ClassScores = 5,

    /// <summary>Input: one text per row.</summary>
    Text = 6,

    /// <summary>Input: one image per row.</summary>
    Image = 7,
}

/// <summary>What goes in and what comes out.</summary>
internal sealed record Signature
{
    /// <summary>In the order of the graph.</summary>
    public IReadOnlyList<TensorSpec> Inputs { get; init; } = [];

    /// <summary>In the order of the graph.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; init; } = [];

    /// <summary><c>regression</c>, <c>classification</c>, another, or empty.</summary>
    public string Task { get; init; } = "";

    /// <summary>In the order of the scores.</summary>
    public IReadOnlyList<string> ClassLabels { get; init; } = [];
}

/// <summary>One input or output tensor and its meaning.</summary>
internal sealed record TensorSpec
{
    /// <summary>In the graph, case-sensitive.</summary>
    public required string Name { get; init; }

    /// <summary>Open Inference Protocol name; empty when the caller leaves it to the graph.</summary>
    public string DataType { get; init; } = "";

    /// <summary>-1 is any size; empty when the caller leaves it to the graph.</summary>
    public IReadOnlyList<long> Shape { get; init; } = [];

    /// <summary>Meaning.</summary>
    public TensorRole Role { get; init; }

    /// <summary>Seen in training, for <see cref="TensorRole.CategoricalFeature"/>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>For <see cref="TensorRole.Image"/>.</summary>
    public ImageSpec? Image { get; init; }
}

namespace Maas.Inference.Models;

/// <summary>What the tensors of a version mean, as its maker told the registry. Immutable.</summary>
internal sealed record ModelSignature
{
    /// <summary>A signature that tells nothing: only tensors are known.</summary>
    public static ModelSignature Unknown { get; } = new();

    /// <summary><c>regression</c>, <c>classification</c>, or empty when only tensors are known. The list grows.</summary>
    public string Task { get; init; } = "";

    /// <summary>Classes in the order of the scores output; empty unless the task is <c>classification</c>.</summary>
    public IReadOnlyList<string> ClassLabels { get; init; } = [];

    /// <summary>Meaning of the inputs, in the order of the graph; empty when not told.</summary>
    public IReadOnlyList<TensorMeaning> Inputs { get; init; } = [];

    /// <summary>Meaning of the outputs, in the order of the graph; empty when not told.</summary>
    public IReadOnlyList<TensorMeaning> Outputs { get; init; } = [];

    /// <summary>Names of the classes whose scores an output holds, in their order; empty when it holds none, or they have no names.</summary>
    public IReadOnlyList<string> LabelsOf(string output) =>
        Outputs.Any(meaning => meaning.Name == output && meaning.Role == TensorRole.ClassScores) ? ClassLabels : [];
}

/// <summary>What the values of one tensor stand for.</summary>
/// <param name="Name">Name in the graph.</param>
/// <param name="Role">Meaning.</param>
/// <param name="Categories">Categories seen in training, for <see cref="TensorRole.CategoricalFeature"/>.</param>
/// <param name="Image">How an image becomes a row, for <see cref="TensorRole.Image"/>.</param>
internal sealed record TensorMeaning(string Name, TensorRole Role, IReadOnlyList<string> Categories, ImageMeaning? Image = null);

/// <summary>Meaning of a tensor. The numbers are those of the registry's contract and stand in files: never change one.</summary>
internal enum TensorRole
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>Input: one number per row; NaN is missing.</summary>
    NumericFeature = 1,

    /// <summary>Input: one category per row, as text; empty is missing.</summary>
    CategoricalFeature = 2,

    /// <summary>Output: one predicted number per row.</summary>
    PredictedValue = 3,

    /// <summary>Output: one predicted class per row, as text.</summary>
    PredictedLabel = 4,

    /// <summary>Output: one probability per row and class, in [0, 1].</summary>
    ClassScores = 5,

    /// <summary>Input: one text per row, passed as it is.</summary>
    Text = 6,

    /// <summary>Input: one image per row, made into numbers as an <see cref="ImageMeaning"/> says.</summary>
    Image = 7,
}

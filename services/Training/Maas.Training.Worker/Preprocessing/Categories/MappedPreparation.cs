using Maas.Onnx.Building;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>A categorical column: empty becomes <see cref="Fill"/>, then each category a few numbers.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Fill">Stands in for a missing value.</param>
/// <param name="Categories">Distinct, ordinal order, at least one.</param>
/// <param name="Numbers">The features: a name, a number per category, and one for every other value.</param>
internal sealed record MappedPreparation(
    string Column, string Fill, IReadOnlyList<string> Categories, IReadOnlyList<MappedFeature> Numbers) : ColumnPreparation(Column)
{
    public override IReadOnlyList<string> Categories { get; } = Categories;

    public override IReadOnlyList<string> FeatureNames => [.. Numbers.Select(feature => feature.Name)];

    /// <summary>The same categories, with the averages of the target over other rows.</summary>
    /// <param name="values">The rows; empty is missing.</param>
    /// <param name="target">What is to be learnt of them.</param>
    public MappedPreparation WithTargetOf(string[] values, Target target) => this with
    {
        Numbers = TargetMeans.Of(Column, Array.ConvertAll(values, value => value.Length > 0 ? value : Fill), [.. Categories], target),
    };

    public override OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue input)
    {
        var filled = Filled(graph, input, Fill);
        return PreparationGraph.Join(graph, $"{Column}_mapped",
        [
            .. Numbers.Select(feature => graph.Node(
                OnnxOpset.MachineLearning, "LabelEncoder", $"{Column}_number", [filled],
                OnnxArgument.Of("keys_strings", Categories),
                OnnxArgument.Of("values_floats", feature.Values),
                OnnxArgument.Of("default_float", feature.Other))),
        ]);
    }
}

/// <summary>What categories become.</summary>
/// <param name="Name">Name of the feature.</param>
/// <param name="Values">One per category.</param>
/// <param name="Other">For a value that is none of them.</param>
internal sealed record MappedFeature(string Name, IReadOnlyList<float> Values, float Other);

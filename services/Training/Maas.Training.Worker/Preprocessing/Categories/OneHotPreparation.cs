using Maas.Onnx.Building;

namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>A categorical column: empty becomes <see cref="Fill"/>, then one indicator per category.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Fill">Stands in for a missing value.</param>
/// <param name="Categories">Distinct, ordinal order, at least one. Any other value gives zeros.</param>
internal sealed record OneHotPreparation(string Column, string Fill, IReadOnlyList<string> Categories) : ColumnPreparation(Column)
{
    public override IReadOnlyList<string> Categories { get; } = Categories;

    public override IReadOnlyList<string> FeatureNames => [.. Categories.Select(category => $"{Column}={category}")];

    // OneHotEncoder makes [N, 1, K] of [N, 1]; zeros = 1 gives zeros for a category it does not know.
    public override OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue input)
    {
        var indicators = graph.Node(
            OnnxOpset.MachineLearning, "OneHotEncoder", $"{Column}_one_hot", [Filled(graph, input, Fill)],
            OnnxArgument.Of("cats_strings", Categories), OnnxArgument.Of("zeros", 1));
        var flat = graph.Int64s($"{Column}_shape", [0, Categories.Count], 2);
        return graph.Node("Reshape", $"{Column}_indicators", [indicators, flat]);
    }
}

using Maas.Onnx.Building;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Preprocessing;

/// <summary>
/// Writes a <see cref="Preparation"/> as ONNX nodes. Training and serving run these same nodes, so there is no
/// second implementation that could differ.
/// </summary>
internal static class PreparationGraph
{
    /// <summary>Adds one input per feature, in the order of the plan, and the nodes that prepare them.</summary>
    /// <returns>The prepared features, FLOAT [N, width].</returns>
    public static OnnxValue Append(OnnxGraphBuilder graph, IEnumerable<FeaturePlan> features, Preparation preparation)
    {
        var inputs = features.ToDictionary(
            feature => feature.Column,
            feature => graph.Input(
                feature.Column,
                feature.Kind == FeatureKind.Numeric ? OnnxElementType.Float : OnnxElementType.String,
                OnnxDimension.Batch, 1));

        List<OnnxValue> parts = [];
        if (preparation.Numeric.Count > 0)
        {
            parts.Add(Numbers(graph, preparation.Numeric, inputs));
        }

        parts.AddRange(preparation.Categorical.Select(column => Indicators(graph, column, inputs[column.Column])));
        return Join(graph, "features", parts);
    }

    // All numeric columns side by side, so that each step is one node however many columns there are.
    private static OnnxValue Numbers(
        OnnxGraphBuilder graph, IReadOnlyList<NumericPreparation> columns, Dictionary<string, OnnxValue> inputs)
    {
        long width = columns.Count;
        var raw = Join(graph, "numeric", [.. columns.Select(column => inputs[column.Column])]);
        var fill = graph.Floats("numeric_fill", [.. columns.Select(column => column.Fill)], width);
        var missing = graph.Node("IsNaN", "numeric_missing", [raw]);
        var filled = graph.Node("Where", "numeric_filled", [missing, fill, raw]);
        if (columns.All(column => column is { Offset: 0, Factor: 1 }))
        {
            return filled;
        }

        // In double precision: single loses the digits that matter when a column is large beside its spread.
        var wide = Cast(graph, "numeric_wide", filled, OnnxElementType.Double);
        var offset = graph.Doubles("numeric_offset", [.. columns.Select(column => column.Offset)], width);
        var factor = graph.Doubles("numeric_factor", [.. columns.Select(column => column.Factor)], width);
        var centred = graph.Node("Sub", "numeric_centred", [wide, offset]);
        var scaled = graph.Node("Mul", "numeric_scaled_wide", [centred, factor]);
        return Cast(graph, "numeric_scaled", scaled, OnnxElementType.Float);
    }

    // OneHotEncoder makes [N, 1, K] of [N, 1]; zeros = 1 gives zeros for a category it does not know.
    private static OnnxValue Indicators(OnnxGraphBuilder graph, CategoricalPreparation column, OnnxValue input)
    {
        var hint = column.Column;
        var nothing = graph.Strings($"{hint}_nothing", [""]);
        var fill = graph.Strings($"{hint}_fill", [column.Fill]);
        var missing = graph.Node("Equal", $"{hint}_missing", [input, nothing]);
        var filled = graph.Node("Where", $"{hint}_filled", [missing, fill, input]);
        var indicators = graph.Node(
            OnnxOpset.MachineLearning, "OneHotEncoder", $"{hint}_one_hot", [filled],
            OnnxArgument.Of("cats_strings", column.Categories), OnnxArgument.Of("zeros", 1));
        var flat = graph.Int64s($"{hint}_shape", [0, column.Categories.Count], 2);
        return graph.Node("Reshape", $"{hint}_indicators", [indicators, flat]);
    }

    private static OnnxValue Join(OnnxGraphBuilder graph, string hint, List<OnnxValue> parts) => parts is [var only]
        ? only
        : graph.Node("Concat", hint, [.. parts], OnnxArgument.Of("axis", 1));

    private static OnnxValue Cast(OnnxGraphBuilder graph, string hint, OnnxValue value, OnnxElementType type) =>
        graph.Node("Cast", hint, [value], OnnxArgument.Of("to", (long)type));
}

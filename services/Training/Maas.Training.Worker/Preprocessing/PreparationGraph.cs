using Maas.Onnx.Building;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Preprocessing.Numbers;

namespace Maas.Training.Worker.Preprocessing;

/// <summary>
/// Writes a <see cref="Preparation"/> as ONNX nodes. Training and serving run these same nodes, so there is no
/// second implementation that could differ.
/// </summary>
internal static class PreparationGraph
{
    /// <summary>Adds one input per feature, in the order of the plan.</summary>
    public static IReadOnlyDictionary<string, OnnxValue> AppendInputs(
        OnnxGraphBuilder graph, IEnumerable<FeaturePlan> features, Preparation preparation) => features.ToDictionary(
            feature => feature.Column,
            feature => feature.Kind switch
            {
                FeatureKind.Numeric => graph.Input(feature.Column, OnnxElementType.Float, OnnxDimension.Batch, 1),
                FeatureKind.Image => AppendImages(graph, feature.Column, preparation),
                _ => graph.Input(feature.Column, OnnxElementType.String, OnnxDimension.Batch, 1),
            },
            StringComparer.Ordinal);

    private static OnnxValue AppendImages(OnnxGraphBuilder graph, string column, Preparation preparation)
    {
        var grid = preparation.GridOf(column)!.Value;
        return graph.Input(column, OnnxElementType.UInt8, OnnxDimension.Batch, grid.Height, grid.Width, grid.ChannelCount);
    }

    /// <summary>Adds one input per column of numbers or texts, in their order.</summary>
    public static IReadOnlyDictionary<string, OnnxValue> AppendInputs(OnnxGraphBuilder graph, RawRows rows) => rows.Columns.ToDictionary(
        column => column.Name,
        column => graph.Input(
            column.Name, column.Numbers is null ? OnnxElementType.String : OnnxElementType.Float, OnnxDimension.Batch, 1),
        StringComparer.Ordinal);

    /// <summary>Adds the nodes that prepare the inputs.</summary>
    /// <returns>The prepared features, FLOAT [N, width].</returns>
    public static OnnxValue Append(OnnxGraphBuilder graph, IReadOnlyDictionary<string, OnnxValue> inputs, Preparation preparation)
    {
        var filled = preparation.PredictedCategories?.AppendTo(graph, inputs) ?? inputs;
        return Join(
            graph, "features",
            [
                .. NumberGraph.Append(graph, filled, preparation.Numbers),
                .. preparation.Others.Select(other => other.AppendTo(graph, filled[other.Column])),
            ]);
    }

    /// <summary>Values side by side.</summary>
    public static OnnxValue Join(OnnxGraphBuilder graph, string hint, List<OnnxValue> parts) => parts is [var only]
        ? only
        : graph.Node("Concat", hint, [.. parts], OnnxArgument.Of("axis", 1));
}

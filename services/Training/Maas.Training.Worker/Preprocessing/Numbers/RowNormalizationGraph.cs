using Maas.Onnx.Building;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Preprocessing.Numbers;

/// <summary>Divides every row by its length. A row of zeros stays as it is.</summary>
internal static class RowNormalizationGraph
{
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="value">FLOAT [N, F].</param>
    /// <param name="normalization">One of <see cref="RowNormalization"/>.</param>
    /// <returns>FLOAT [N, F].</returns>
    public static OnnxValue Append(OnnxGraphBuilder graph, OnnxValue value, string normalization)
    {
        if (normalization == RowNormalization.None)
        {
            return value;
        }

        var axis = graph.Int64s("row_axis", [1], 1);
        var length = normalization switch
        {
            RowNormalization.L1 => graph.Node("ReduceL1", "row_length", [value, axis]),
            RowNormalization.L2 => graph.Node("ReduceL2", "row_length", [value, axis]),
            RowNormalization.Max => graph.Node("ReduceMax", "row_length", [graph.Node("Abs", "row_magnitudes", [value]), axis]),
            _ => throw PlanErrors.SpecInvalid($"the row normalisation '{normalization}' is unknown."),
        };
        var isZero = graph.Node("Equal", "is_zero_row", [length, graph.Floats("zero", [0])]);
        var divisor = graph.Node("Where", "row_divisor", [isZero, graph.Floats("one", [1]), length]);
        return graph.Node("Div", "row_normalized", [value, divisor]);
    }
}

using Maas.Contracts.Onnx;
using Maas.Onnx.Building;

namespace Maas.Onnx.Rewriting;

/// <summary>
/// Fully connected layers multiply 8-bit integers, with a scale per output for the weights and one per row, found when the model runs, for
/// what they are multiplied by. Other weights are stored as integers.
/// </summary>
/// <remarks>
/// A scale per row where <c>DynamicQuantizeLinear</c> would take one for the whole batch: with that the answer to a row would depend on
/// the rows that happen to be asked with it, and a server could put no requests together. Source of the scheme: Jacob et al., "Quantization and
/// training of neural networks for efficient integer-arithmetic-only inference", 2018; of a scale per row: Dettmers et al., "LLM.int8()", 2022, section 2.
/// </remarks>
public static class DynamicInt8
{
    // What of an activation is no number, or zero, must not make its scale so.
    private const float Smallest = 1e-30f;

    /// <summary>Writes the model so.</summary>
    /// <param name="body">What is rewritten.</param>
    /// <param name="variant">Name of what is written.</param>
    public static byte[] Write(ModelBody body, string variant)
    {
        var draft = new GraphDraft(body);
        var positive = new PositiveValues(body);
        foreach (var node in body.Model.Graph.Node)
        {
            if (body.Contains(node) && node.OpType == "Gemm" && StoredWeights.Large(body, node.Input[1]) is { } weights)
            {
                AppendDense(draft, node, weights, positive.Contains(node.Input[0]));
            }
            else if (!body.Contains(node) || !StoredWeights.TryAppend(draft, body, node, input => input))
            {
                draft.Keep(node);
            }
        }

        return draft.Build(variant);
    }

    private static void AppendDense(GraphDraft draft, NodeProto node, TensorProto weights, bool isPositive)
    {
        var (value, name) = (node.Input[0], node.Output[0]);
        var quantized = ChannelQuantization.Of(OnnxTensors.ReadFloats(weights), weights.Dims, axis: 0);
        var step = isPositive ? new ActivationStep(1f / 255, 0) : new ActivationStep(1f / 127, 128);
        var size = isPositive ? value : draft.Node("Abs", $"{name}_sizes", [value]);
        var largest = draft.Node(
            "Max", $"{name}_largest",
            [
                draft.Node("ReduceMax", $"{name}_found", [size, draft.Constant("row_axis", OnnxTensors.Int64s([1], [1]))]),
                draft.Constant("smallest", OnnxTensors.Floats([Smallest], [])),
            ]);
        var zero = draft.Constant("row_zero", OnnxTensors.UInt8s([step.Zero], []));
        var rows = draft.Node(
            "QuantizeLinear", $"{name}_rows",
            [draft.Node("Div", $"{name}_shares", [value, largest]), draft.Constant("row_step", OnnxTensors.Floats([step.Scale], [])), zero]);
        var matrix = draft.Constant($"{weights.Name}_int8", OnnxTensors.Int8s(quantized.Transposed(), [weights.Dims[1], weights.Dims[0]]));
        var sums = draft.Node("MatMulInteger", $"{name}_sums", [rows, matrix, zero]);
        var wide = draft.Node("Cast", $"{name}_wide", [sums], OnnxArgument.Of("to", (long)OnnxElementType.Float));
        float[] scales = [.. quantized.Scales.Select(scale => scale * step.Scale)];
        var factors = draft.Node(
            "Mul", $"{name}_scales", [largest, draft.Constant($"{weights.Name}_scale", OnnxTensors.Floats(scales, [scales.Length]))]);

        // Not an Add: ONNX Runtime 1.31 would melt it into MatMulIntegerToFloat, which multiplies the bias too when rows have scales of their own.
        draft.Node("Sum", [draft.Node("Mul", $"{name}_product", [wide, factors]), node.Input[2]], name);
    }
}

using Maas.Contracts.Onnx;
using Maas.Onnx.Building;

namespace Maas.Onnx.Rewriting;

/// <summary>
/// Keeps weights that are not multiplied as integers (recurrent ones, tables of vectors, convolutions whose activations are not known) as
/// integers nevertheless, and makes them wide when the model runs.
/// </summary>
internal static class StoredWeights
{
    /// <summary>Fewer weights than this stay as they are: the nodes would take more bytes than they save.</summary>
    public const int Fewest = 512;

    /// <summary>Writes a node so, when it is of a kind that can be.</summary>
    /// <returns>Whether it was written.</returns>
    public static bool TryAppend(GraphDraft draft, ModelBody body, NodeProto node, Func<string, string> input)
    {
        switch (node.OpType)
        {
            case "Gather" when Large(body, node.Input[0]) is { } table:
                AppendTable(draft, node, table, input);
                return true;
            case "Conv" when Large(body, node.Input[1]) is { } kernel:
                var wide = ChannelQuantization.Append(draft, kernel, axis: 0);
                draft.Keep(node, name => name == kernel.Name ? wide : input(name));
                return true;
            case "LSTM" or "GRU" or "RNN":
                // W [D, G H, C] and R [D, G H, H], by the numbers of a gate.
                var parts = node.Input.Skip(1).Take(2).Select(name => Large(body, name)).OfType<TensorProto>()
                    .ToDictionary(part => part.Name, part => ChannelQuantization.Append(draft, part, axis: 1));
                draft.Keep(node, name => parts.TryGetValue(name, out var made) ? made : input(name));
                return true;
            default:
                return false;
        }
    }

    /// <summary>A constant of enough weights; null otherwise.</summary>
    public static TensorProto? Large(ModelBody body, string name) =>
        body.FindConstant(name) is { Dims.Count: > 1 } tensor && tensor.RawData.Length >= Fewest * sizeof(float) ? tensor : null;

    // Only the vectors that are looked up are made wide.
    private static void AppendTable(GraphDraft draft, NodeProto node, TensorProto table, Func<string, string> input)
    {
        var quantized = ChannelQuantization.Of(OnnxTensors.ReadFloats(table), table.Dims, axis: 1);
        var found = draft.Node(
            "Gather", $"{node.Output[0]}_int8",
            [draft.Constant($"{table.Name}_int8", OnnxTensors.Int8s(quantized.Values, [.. table.Dims])), input(node.Input[1])]);
        draft.Node(
            "DequantizeLinear",
            [found, draft.Constant($"{table.Name}_scale", OnnxTensors.Floats(quantized.Scales, [quantized.Scales.Length]))],
            node.Output[0], OnnxArgument.Of("axis", -1));
    }
}

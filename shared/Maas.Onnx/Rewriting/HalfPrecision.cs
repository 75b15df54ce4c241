using Maas.Contracts.Onnx;
using Maas.Onnx.Building;

namespace Maas.Onnx.Rewriting;

/// <summary>Layers have weights of half precision and compute in it; what goes in and comes out stays as it is.</summary>
public static class HalfPrecision
{
    private const float Largest = 65504;

    // What stands beside the layers, such as the lengths of texts, counts farther than half precision can: to 2048 without a gap.
    private static readonly HashSet<string> Halved =
        ["Gemm", "Conv", "Gather", "LSTM", "GRU", "RNN", "Relu", "Tanh", "Sigmoid", "MaxPool", "GlobalMaxPool", "Reshape", "Flatten", "Transpose"];

    /// <summary>Writes the model so.</summary>
    /// <param name="body">What is rewritten.</param>
    /// <param name="variant">Name of what is written.</param>
    public static byte[] Write(ModelBody body, string variant)
    {
        var draft = new GraphDraft(body);
        var integers = Integers(body);
        Dictionary<string, string> halves = new(StringComparer.Ordinal), wide = new(StringComparer.Ordinal);
        HashSet<string> made = new(StringComparer.Ordinal);
        var last = body.Nodes.Last();
        foreach (var node in body.Model.Graph.Node)
        {
            if (body.Contains(node) && Halved.Contains(node.OpType))
            {
                AppendHalved(node);
            }
            else
            {
                draft.Keep(node, Wide);
            }
        }

        return draft.Build(variant);

        void AppendHalved(NodeProto node)
        {
            var copy = node.Clone();
            for (var i = 0; i < copy.Input.Count; i++)
            {
                copy.Input[i] = copy.Input[i].Length == 0 || integers.Contains(copy.Input[i]) ? copy.Input[i] : Half(copy.Input[i]);
            }

            for (var i = 0; i < copy.Output.Count; i++)
            {
                halves[node.Output[i]] = copy.Output[i] = $"{node.Output[i]}_half";
                made.Add(node.Output[i]);
            }

            copy.Name = copy.Output[0];
            draft.Keep(copy);
            if (node == last)
            {
                draft.Node("Cast", [copy.Output[0]], node.Output[0], OnnxArgument.Of("to", (long)OnnxElementType.Float));
                wide[node.Output[0]] = node.Output[0];
            }
        }

        string Half(string value)
        {
            if (!halves.TryGetValue(value, out var half))
            {
                halves[value] = half = body.FindConstant(value) is { } constant
                    ? draft.Constant($"{value}_half", OnnxTensors.Halves(Halve(OnnxTensors.ReadFloats(constant)), [.. constant.Dims]))
                    : draft.Node("Cast", $"{value}_half", [Within(value)], OnnxArgument.Of("to", (long)OnnxElementType.Float16));
            }

            return half;
        }

        // Infinity would become no number in the next layer.
        string Within(string value) => draft.Node(
            "Clip", $"{value}_within",
            [value, draft.Constant("half_least", OnnxTensors.Floats([-Largest], [])), draft.Constant("half_most", OnnxTensors.Floats([Largest], []))]);

        string Wide(string value)
        {
            if (made.Contains(value) && !wide.ContainsKey(value))
            {
                wide[value] = draft.Node("Cast", $"{value}_wide", [halves[value]], OnnxArgument.Of("to", (long)OnnxElementType.Float));
            }

            return wide.GetValueOrDefault(value, value);
        }
    }

    private static Half[] Halve(float[] values) => Array.ConvertAll(values, value => (Half)Math.Clamp(value, -Largest, Largest));

    // Shapes and ids: they stay integers. So do lengths, which are made outside of the layers.
    private static HashSet<string> Integers(ModelBody body)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (var constant in body.Model.Graph.Initializer.Where(tensor => tensor.DataType != (int)OnnxElementType.Float))
        {
            found.Add(constant.Name);
        }

        foreach (var node in body.Model.Graph.Node.Where(node => node.OpType == "Cast"))
        {
            var type = node.Attribute.Single(attribute => attribute.Name == "to").I;
            if (type is (long)OnnxElementType.Int32 or (long)OnnxElementType.Int64)
            {
                found.UnionWith(node.Output);
            }
        }

        return found;
    }
}

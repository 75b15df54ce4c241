using Maas.Contracts.Onnx;
using Maas.Onnx.Building;

namespace Maas.Onnx.Rewriting;

/// <summary>
/// Convolutions and fully connected layers compute with 8-bit integers: each is put between nodes that make integers of its inputs and
/// numbers of its output, which a runtime melts into one. Ranges of activations are known beforehand. Other weights are stored as integers.
/// </summary>
/// <remarks>Source: Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only inference", 2018;
/// ONNX Runtime, "Quantize ONNX models", for where the nodes must stand.</remarks>
public sealed class StaticInt8
{
    // A bias has the scale of the products that it is added to, and 32 bits with them: where weights are tiny beside it, theirs is coarser.
    private const double LargestBias = 1 << 30;

    private readonly ModelBody _body;

    // What is made small, and whose range it has: that of the value it is passed on from.
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <summary>Finds what is to be made small.</summary>
    public StaticInt8(ModelBody body)
    {
        _body = body;
        foreach (var node in body.Nodes.Where(IsSmall))
        {
            Mark(node.Input[0]);
            if (node.OpType == "Conv")
            {
                Mark(ReluBehind(node) ?? node.Output[0]);
            }
        }
    }

    /// <summary>Values whose range must be known.</summary>
    public IReadOnlyList<string> Watched => [.. _sources.Values.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The model with <see cref="Watched"/> as outputs on top.</summary>
    public byte[] WriteWatched()
    {
        var model = _body.Model.Clone();
        model.Graph.Output.Add(Watched.Select(value => new ValueInfoProto
        {
            Name = value,
            Type = new TypeProto { TensorType = new() { ElemType = (int)OnnxElementType.Float } },
        }));
        return Google.Protobuf.MessageExtensions.ToByteArray(model);
    }

    /// <summary>Writes the model so.</summary>
    /// <param name="ranges">Least and largest number of each value of <see cref="Watched"/>.</param>
    /// <param name="variant">Name of what is written.</param>
    public byte[] Write(IReadOnlyDictionary<string, (float Low, float High)> ranges, string variant)
    {
        var draft = new GraphDraft(_body);
        var steps = ranges.ToDictionary(range => range.Key, range => ActivationStep.Of(range.Value.Low, range.Value.High), StringComparer.Ordinal);
        Dictionary<string, string> small = new(StringComparer.Ordinal);
        foreach (var node in _body.Model.Graph.Node)
        {
            if (!_body.Contains(node))
            {
                draft.Keep(node);
                continue;
            }

            if (IsSmall(node))
            {
                AppendSmall(draft, node, steps[_sources[node.Input[0]]], Small(node.Input[0]));
            }
            else if (!StoredWeights.TryAppend(draft, _body, node, Known))
            {
                draft.Keep(node, Known);
            }
        }

        return draft.Build(variant);

        string Known(string value) => _sources.ContainsKey(value) ? Small(value) : value;

        string Small(string value)
        {
            if (!small.TryGetValue(value, out var made))
            {
                small[value] = made = steps[_sources[value]].Append(draft, value);
            }

            return made;
        }
    }

    private void AppendSmall(GraphDraft draft, NodeProto node, ActivationStep step, string input)
    {
        var weights = StoredWeights.Large(_body, node.Input[1])!;
        var biases = OnnxTensors.ReadFloats(_body.FindConstant(node.Input[2])!);
        float[] least = [.. biases.Select(bias => (float)(Math.Abs((double)bias) / (LargestBias * step.Scale)))];
        var quantized = ChannelQuantization.Of(OnnxTensors.ReadFloats(weights), weights.Dims, axis: 0, least);
        var wide = quantized.AppendTo(draft, weights, axis: 0);
        float[] scales = [.. quantized.Scales.Select(scale => scale * step.Scale)];
        int[] integers = [.. biases.Zip(scales, (bias, scale) => (int)Math.Clamp(Math.Round((double)bias / scale), int.MinValue, int.MaxValue))];
        var bias = draft.Node(
            "DequantizeLinear", $"{node.Input[2]}_wide",
            [
                draft.Constant($"{node.Input[2]}_int32", OnnxTensors.Int32s(integers, [integers.Length])),
                draft.Constant($"{node.Input[2]}_scale", OnnxTensors.Floats(scales, [scales.Length])),
            ],
            OnnxArgument.Of("axis", 0));
        draft.Keep(node, name => name == node.Input[0] ? input : name == node.Input[1] ? wide : bias);
    }

    private bool IsSmall(NodeProto node) =>
        node.OpType is "Conv" or "Gemm" && StoredWeights.Large(_body, node.Input[1]) is not null && _body.FindConstant(node.Input[2]) is not null;

    // With all that it is passed on from, so that a runtime can pass on the integers.
    private void Mark(string value)
    {
        List<string> passed = [value];
        while (_body.Nodes.FirstOrDefault(node => node.Output[0] == passed[^1]) is { } maker && PassingOperators.Contains(maker))
        {
            passed.Add(maker.Input[0]);
        }

        foreach (var one in passed)
        {
            _sources[one] = passed[^1];
        }
    }

    private string? ReluBehind(NodeProto node) =>
        _body.ConsumersOf(node.Output[0]).ToList() is [{ OpType: "Relu" } relu] ? relu.Output[0] : null;
}

using System.Collections.Frozen;
using Maas.Onnx.Reading.Scanning;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Onnx.Validation;

/// <summary>
/// A few bytes of a file can ask for a tensor of any size. Where the constants of a model tell the size, it is checked
/// here; sizes that the model computes are left to the sandbox.
/// </summary>
internal sealed class ComputedSizeRules(OnnxLimits limits, ProblemList problems)
{
    private sealed record Constant(IReadOnlyList<double>? Numbers, double Elements, double ElementBytes);

    private static readonly FrozenSet<string> Makers = FrozenSet.Create(
        StringComparer.Ordinal,
        "ConstantOfShape", "Expand", "Tile", "Resize", "Upsample", "Range", "OneHot", "Pad", "RandomNormal", "RandomUniform");

    private readonly List<Dictionary<string, Constant>> _scopes = [];

    public void Check(ScannedModel model)
    {
        CheckGraph(model.Graph!, "");
        foreach (var function in model.Functions)
        {
            _scopes.Add(new Dictionary<string, Constant>(StringComparer.Ordinal));
            CheckNodes(function.Nodes, $"Function '{ProblemList.Shown(function.Name)}', ");
            _scopes.Clear();
        }
    }

    private void CheckGraph(ScannedGraph graph, string where)
    {
        var constants = new Dictionary<string, Constant>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializers)
        {
            constants[tensor.Name] = Describe(tensor);
        }

        _scopes.Add(constants);
        CheckNodes(graph.Nodes, where);
        _scopes.RemoveAt(_scopes.Count - 1);
    }

    private void CheckNodes(List<ScannedNode> nodes, string where)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            if (node.Operator == "Constant" && node.Outputs.Count > 0 && DescribeConstant(node) is { } constant)
            {
                _scopes[^1][node.Outputs[0]] = constant;
            }

            var bytes = node.Domain.Length == 0 && Makers.Contains(node.Operator) ? SmallestOutput(node) : 0;
            if (bytes > limits.MaxComputedTensorBytes)
            {
                problems.Add(
                    $"{ScopeRules.Label(where, i, node)} makes a tensor of at least {ProblemList.Shown(bytes)} bytes, " +
                    $"expected at most {limits.MaxComputedTensorBytes}.");
            }

            foreach (var graph in node.Graphs)
            {
                CheckGraph(graph, $"{ScopeRules.Label(where, i, node)}, ");
            }
        }
    }

    /// <summary>The least number of bytes the output can have; 0 when nothing is known.</summary>
    private double SmallestOutput(ScannedNode node)
    {
        var data = Find(node, 0);
        var (elements, size) = (data?.Elements ?? 1, data?.ElementBytes ?? 1);
        return node.Operator switch
        {
            "ConstantOfShape" => Product(data?.Numbers) * FilledBytes(node),
            "Expand" => Product(Find(node, 1)?.Numbers) * size,
            "Tile" => Product(Find(node, 1)?.Numbers) * elements * size,
            "Resize" or "Upsample" => Math.Max(Product(Find(node, 3)?.Numbers), Scaled(node, elements)) * size,
            "Range" => Steps(node) * size,
            "OneHot" => Product(Find(node, 1)?.Numbers) * elements,
            "Pad" => Padded(node) * size,
            "RandomNormal" or "RandomUniform" => Product(node.Find("shape")?.Numbers) * sizeof(float),
            _ => 0,
        };
    }

    private static double FilledBytes(ScannedNode node) =>
        node.Find("value")?.Tensors is [var value] ? BytesOf(value.Type) : sizeof(float);

    private double Scaled(ScannedNode node, double elements)
    {
        var scales = Find(node, node.Operator == "Resize" && node.Inputs.Count > 2 ? 2 : 1)?.Numbers;
        return scales is { Count: > 0 } ? scales.Aggregate(elements, (product, scale) => product * scale) : 0;
    }

    private double Steps(ScannedNode node) =>
        (Find(node, 0)?.Numbers, Find(node, 1)?.Numbers, Find(node, 2)?.Numbers) is ([var start], [var limit], [var delta])
            ? delta == 0 ? double.PositiveInfinity : Math.Max(0, Math.Ceiling((limit - start) / delta))
            : 0;

    // Padding adds at least as much to each dimension as it says, whatever the input has.
    private double Padded(ScannedNode node)
    {
        if (Find(node, 1)?.Numbers is not { Count: > 0 } pads || pads.Count % 2 != 0)
        {
            return 0;
        }

        var half = pads.Count / 2;
        return Enumerable.Range(0, half).Aggregate(1.0, (product, i) => product * Math.Max(1, pads[i] + pads[i + half]));
    }

    private Constant? Find(ScannedNode node, int input)
    {
        if (input >= node.Inputs.Count)
        {
            return null;
        }

        for (var i = _scopes.Count - 1; i >= 0; i--)
        {
            if (_scopes[i].TryGetValue(node.Inputs[input], out var constant))
            {
                return constant;
            }
        }

        return null;
    }

    private static double Product(IReadOnlyList<double>? sizes) =>
        sizes is null ? 0 : sizes.Aggregate(1.0, (product, size) => product * Math.Max(0, size));

    private static Constant Describe(ScannedTensor tensor) => new(
        TensorSizes.FindNumbers(tensor), TensorSizes.FindElements(tensor.Dims) ?? 0, BytesOf(tensor.Type));

    private static Constant? DescribeConstant(ScannedNode node)
    {
        if (node.Find("value")?.Tensors is [var tensor])
        {
            return Describe(tensor);
        }

        var numbers = node.Attributes?
            .Find(attribute => attribute.Name.StartsWith("value_", StringComparison.Ordinal))?.Numbers;
        return numbers is { Count: > 0 and <= ScannedAttribute.MaxNumbers }
            ? new Constant(numbers, numbers.Count, sizeof(long))
            : null;
    }

    private static double BytesOf(DataType type) => (ElementSizes.FindBits(type) ?? 8) / 8.0;
}

using Maas.Contracts.Onnx;

namespace Maas.Onnx.Rewriting;

/// <summary>
/// The part of a model that holds a network: what is computed from its prepared features and leads to its last fully connected layer.
/// What is before and behind (preparation, units of the target, calibration, labels) is never rewritten. Immutable.
/// </summary>
public sealed class ModelBody
{
    private readonly ModelProto _model;
    private readonly HashSet<string> _nodes;
    private readonly Dictionary<string, TensorProto> _constants;

    private ModelBody(ModelProto model, HashSet<string> nodes)
    {
        (_model, _nodes) = (model, nodes);
        _constants = model.Graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>Finds it.</summary>
    /// <param name="model">A model of <see cref="Building.OnnxGraphBuilder"/>.</param>
    /// <param name="features">What the network is given.</param>
    /// <param name="scores">What it gives, or what is made of that.</param>
    /// <exception cref="ArgumentException">No fully connected layer lies between the two.</exception>
    public static ModelBody Of(byte[] model, string features, string scores)
    {
        var proto = ModelProto.Parser.ParseFrom(model);
        var behind = Behind(proto.Graph, [features]);
        var last = proto.Graph.Node.LastOrDefault(node => node.OpType == "Gemm" && behind.Contains(node) && Before(proto.Graph, scores).Contains(node))
            ?? throw new ArgumentException("The graph has no fully connected layer between features and scores.", nameof(model));
        behind.IntersectWith(Before(proto.Graph, last.Output[0]));
        return new ModelBody(proto, [.. behind.Select(node => node.Name)]);
    }

    /// <summary>Operators of its nodes, in the order in which they are computed.</summary>
    public IReadOnlyList<string> Operators => [.. Nodes.Select(node => node.OpType)];

    /// <summary>The whole model.</summary>
    internal ModelProto Model => _model;

    /// <summary>Its nodes, in the order in which they are computed. The last is the last layer.</summary>
    internal IEnumerable<NodeProto> Nodes => _model.Graph.Node.Where(Contains);

    /// <summary>Whether it has this node.</summary>
    internal bool Contains(NodeProto node) => _nodes.Contains(node.Name);

    /// <summary>A constant of single precision; null when the value is none.</summary>
    internal TensorProto? FindConstant(string name) => _constants.GetValueOrDefault(name) is { DataType: 1 } constant ? constant : null;

    /// <summary>Nodes of the whole graph that take a value.</summary>
    internal IEnumerable<NodeProto> ConsumersOf(string value) => _model.Graph.Node.Where(node => node.Input.Contains(value));

    private static HashSet<NodeProto> Behind(GraphProto graph, HashSet<string> values)
    {
        HashSet<NodeProto> found = [];
        foreach (var node in graph.Node.Where(node => node.Input.Any(values.Contains)))
        {
            found.Add(node);
            values.UnionWith(node.Output);
        }

        return found;
    }

    private static HashSet<NodeProto> Before(GraphProto graph, string value)
    {
        HashSet<NodeProto> found = [];
        HashSet<string> wanted = [value];
        foreach (var node in graph.Node.Reverse().Where(node => node.Output.Any(wanted.Contains)))
        {
            found.Add(node);
            wanted.UnionWith(node.Input);
        }

        return found;
    }
}

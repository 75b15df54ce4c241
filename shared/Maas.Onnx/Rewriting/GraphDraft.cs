using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Onnx.Building;

namespace Maas.Onnx.Rewriting;

/// <summary>
/// A model that is written anew from another one, node by node in the same order. Constants that no node takes any more are left out. The
/// same calls give the same bytes. Not thread-safe.
/// </summary>
/// <param name="body">What is rewritten.</param>
internal sealed class GraphDraft(ModelBody body)
{
    private readonly ModelProto _model = body.Model.Clone();
    private readonly List<NodeProto> _nodes = [];
    private readonly List<TensorProto> _constants = [];
    private readonly HashSet<string> _names = new(
        body.Model.Graph.Node.SelectMany(node => node.Output)
            .Concat(body.Model.Graph.Initializer.Select(tensor => tensor.Name))
            .Concat(body.Model.Graph.Input.Select(input => input.Name)),
        StringComparer.Ordinal);

    /// <summary>Takes a node over.</summary>
    public void Keep(NodeProto node) => _nodes.Add(node);

    /// <summary>Takes a node over with other inputs.</summary>
    public void Keep(NodeProto node, Func<string, string> input)
    {
        var copy = node.Clone();
        for (var i = 0; i < copy.Input.Count; i++)
        {
            copy.Input[i] = input(copy.Input[i]);
        }

        _nodes.Add(copy);
    }

    /// <summary>Adds a constant, and gives its name.</summary>
    public string Constant(string hint, TensorProto tensor)
    {
        tensor.Name = UniqueName(hint);
        _constants.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a core operator, and gives the name of its output.</summary>
    public string Node(string operatorName, string hint, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxArgument> arguments)
    {
        var output = UniqueName(hint);
        Node(operatorName, inputs, output, arguments);
        return output;
    }

    /// <summary>Adds a core operator whose output takes the place of one that was there.</summary>
    public void Node(string operatorName, ReadOnlySpan<string> inputs, string output, params ReadOnlySpan<OnnxArgument> arguments)
    {
        var node = new NodeProto { OpType = operatorName, Name = output, Output = { output } };
        node.Input.Add(inputs.ToArray());
        foreach (var argument in arguments)
        {
            node.Attribute.Add(argument.Proto);
        }

        _nodes.Add(node);
    }

    /// <summary>The model as it was written.</summary>
    /// <param name="variant">Its name, kept as a free fact.</param>
    public byte[] Build(string variant)
    {
        var graph = _model.Graph;
        graph.Node.Clear();
        graph.Node.Add(_nodes);
        var used = _nodes.SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);
        TensorProto[] kept = [.. graph.Initializer.Concat(_constants).Where(tensor => used.Contains(tensor.Name))];
        graph.Initializer.Clear();
        graph.Initializer.Add(kept);
        _model.MetadataProps.Add(new StringStringEntryProto { Key = "maas.variant", Value = variant });
        return _model.ToByteArray();
    }

    private string UniqueName(string hint)
    {
        var unique = hint;
        for (var n = 2; !_names.Add(unique); n++)
        {
            unique = $"{hint}_{n}";
        }

        return unique;
    }
}

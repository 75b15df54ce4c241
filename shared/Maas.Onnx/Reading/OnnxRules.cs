using Maas.Contracts.Onnx;

namespace Maas.Onnx.Reading;

/// <summary>
/// Structural rules of a model that can be served. Operators and their shapes are left to the runtime that loads it.
/// Source: github.com/onnx/onnx, docs/IR.md.
/// </summary>
internal sealed class OnnxRules(ModelProto model)
{
    /// <summary>Since version 3 a model names its operator sets.</summary>
    public const long MinIrVersion = 3;

    /// <summary>The newest that ONNX Runtime 1.31 reads.</summary>
    public const long MaxIrVersion = 13;

    private const int MaxProblems = 20;

    private readonly List<string> _problems = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The first 20 problems; empty when the model may be served.</summary>
    public IReadOnlyList<string> FindProblems()
    {
        CheckHeader();
        if (model.Graph is null)
        {
            return _problems;
        }

        CheckInputs(model.Graph);
        CheckNodes(model.Graph);
        CheckOutputs(model.Graph);
        CheckExternalData(model.Graph);
        CheckExternalData(model.Functions.SelectMany(function => function.Node));
        return _problems.Count <= MaxProblems ? _problems : [.. _problems.Take(MaxProblems), "And more."];
    }

    private void CheckHeader()
    {
        if (!model.HasIrVersion)
        {
            _problems.Add("Not an ONNX file: it has no ir_version.");
            return;
        }

        if (model.IrVersion is < MinIrVersion or > MaxIrVersion)
        {
            _problems.Add($"Expected ir_version {MinIrVersion} to {MaxIrVersion}, got {model.IrVersion}.");
        }

        if (model.Graph is null)
        {
            _problems.Add("The model has no graph.");
        }

        if (model.OpsetImport.Count == 0)
        {
            _problems.Add("The model imports no operator set.");
        }

        AddTwins(model.OpsetImport.Select(set => OnnxGraph.Domain(set.Domain)), "operator set domains");
    }

    private void CheckInputs(GraphProto graph)
    {
        AddTwins(graph.Input.Select(input => input.Name), "inputs");
        AddTwins(graph.Initializer.Select(tensor => tensor.Name), "initializers");
        _known.UnionWith(graph.Initializer.Select(tensor => tensor.Name));
        _known.UnionWith(graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? ""));
        foreach (var input in graph.Input.Where(input => !_known.Contains(input.Name)))
        {
            CheckType(input, "Input");
        }

        _known.UnionWith(graph.Input.Select(input => input.Name));
    }

    private void CheckNodes(GraphProto graph)
    {
        for (var i = 0; i < graph.Node.Count; i++)
        {
            var node = graph.Node[i];
            var label = $"Node {i} ({(node.OpType.Length == 0 ? "no operator" : node.OpType)})";
            if (node.OpType.Length == 0)
            {
                _problems.Add($"{label} names no operator.");
            }

            _problems.AddRange(node.Input
                .Where(input => input.Length > 0 && !_known.Contains(input))
                .Select(input => $"{label} reads '{input}', which nothing before it makes."));
            _problems.AddRange(node.Output
                .Where(output => output.Length > 0 && !_known.Add(output))
                .Select(output => $"{label} makes '{output}', which is there already."));
        }
    }

    private void CheckOutputs(GraphProto graph)
    {
        if (graph.Output.Count == 0)
        {
            _problems.Add("The graph has no outputs.");
        }

        AddTwins(graph.Output.Select(output => output.Name), "outputs");
        foreach (var output in graph.Output)
        {
            CheckType(output, "Output");
            if (!_known.Contains(output.Name))
            {
                _problems.Add($"Output '{output.Name}' is made by nothing in the graph.");
            }
        }
    }

    private void CheckType(ValueInfoProto value, string kind)
    {
        if (value.Name.Length == 0)
        {
            _problems.Add($"{kind} without a name.");
        }

        switch (value.Type?.ValueCase)
        {
            case TypeProto.ValueOneofCase.TensorType when OnnxDataTypes.FindName(value.Type.TensorType.ElemType) is null:
                var type = (TensorProto.Types.DataType)value.Type.TensorType.ElemType;
                _problems.Add($"{kind} '{value.Name}' has elements of type {type}, which cannot be served.");
                break;
            case TypeProto.ValueOneofCase.TensorType:
                break;
            case TypeProto.ValueOneofCase.SequenceType or TypeProto.ValueOneofCase.MapType:
                _problems.Add(
                    $"{kind} '{value.Name}' is a sequence or map, and only tensors can be served. " +
                    "Export scikit-learn models with zipmap=False.");
                break;
            default:
                _problems.Add($"{kind} '{value.Name}' is no tensor, and only tensors can be served.");
                break;
        }
    }

    /// <summary>Also in subgraphs, whose tensors a runtime would read from paths that the file chooses.</summary>
    private void CheckExternalData(GraphProto graph)
    {
        CheckExternalData(graph.Initializer);
        CheckExternalData(graph.SparseInitializer.SelectMany(tensor => new[] { tensor.Values, tensor.Indices }));
        CheckExternalData(graph.Node);
    }

    private void CheckExternalData(IEnumerable<NodeProto> nodes)
    {
        foreach (var attribute in nodes.SelectMany(node => node.Attribute))
        {
            CheckExternalData(attribute.Tensors.Append(attribute.T));
            foreach (var subgraph in attribute.G is null ? attribute.Graphs : attribute.Graphs.Append(attribute.G))
            {
                CheckExternalData(subgraph);
            }
        }
    }

    private void CheckExternalData(IEnumerable<TensorProto?> tensors) => _problems.AddRange(tensors
        .Where(tensor => tensor is { DataLocation: TensorProto.Types.DataLocation.External } or { ExternalData.Count: > 0 })
        .Select(tensor =>
            $"Tensor '{tensor!.Name}' is kept outside the file, which is not supported yet. Save the model as one file."));

    private void AddTwins(IEnumerable<string> names, string what) => _problems.AddRange(names
        .GroupBy(name => name, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.Count()} {what} are named '{group.Key}'."));
}

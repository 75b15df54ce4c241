using Google.Protobuf;
using Maas.Contracts.Onnx;

namespace Maas.Onnx.Building;

/// <summary>
/// Builds an ONNX model node by node, in the order in which it is computed. Names are made unique; operator sets
/// are imported as they are used. The same calls give the same bytes. Not thread-safe.
/// </summary>
/// <param name="name">Name of the graph.</param>
public sealed class OnnxGraphBuilder(string name)
{
    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _opsets = new(StringComparer.Ordinal)
    {
        [OnnxOpset.Core.Domain] = OnnxOpset.Core.Version,
    };

    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Adds an input under exactly this name.</summary>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public OnnxValue Input(string inputName, OnnxElementType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(inputName);
        if (!_names.Add(inputName))
        {
            throw new ArgumentException($"The graph already has a value '{inputName}'.", nameof(inputName));
        }

        _graph.Input.Add(Describe(inputName, type, shape));
        return new OnnxValue(inputName);
    }

    /// <summary>Adds a constant. An empty <paramref name="shape"/> is a scalar.</summary>
    /// <exception cref="ArgumentException">The shape does not hold that many elements.</exception>
    public OnnxValue Floats(string hint, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Constant(hint, OnnxTensors.Floats(values, shape));

    /// <inheritdoc cref="Floats"/>
    public OnnxValue Doubles(string hint, ReadOnlySpan<double> values, params ReadOnlySpan<long> shape) =>
        Constant(hint, OnnxTensors.Doubles(values, shape));

    /// <inheritdoc cref="Floats"/>
    public OnnxValue Int64s(string hint, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Constant(hint, OnnxTensors.Int64s(values, shape));

    /// <inheritdoc cref="Floats"/>
    public OnnxValue Strings(string hint, ReadOnlySpan<string> values, params ReadOnlySpan<long> shape) =>
        Constant(hint, OnnxTensors.Strings(values, shape));

    /// <summary>Adds a core operator with one output.</summary>
    /// <param name="operatorName">E.g. <c>Gemm</c>.</param>
    /// <param name="hint">Name of the output; a number is appended when it is taken.</param>
    /// <param name="inputs">By position.</param>
    /// <param name="arguments">Distinct names.</param>
    public OnnxValue Node(
        string operatorName,
        string hint,
        ReadOnlySpan<OnnxValue> inputs,
        params ReadOnlySpan<OnnxArgument> arguments) =>
        Node(OnnxOpset.Core, operatorName, hint, inputs, arguments);

    /// <summary>Adds a change of the element type.</summary>
    public OnnxValue Cast(string hint, OnnxValue value, OnnxElementType type) =>
        Node("Cast", hint, [value], OnnxArgument.Of("to", (long)type));

    /// <summary>Adds a core operator with several outputs.</summary>
    /// <param name="operatorName">E.g. <c>GRU</c>.</param>
    /// <param name="hints">Names of the outputs; numbers are appended when they are taken.</param>
    /// <param name="inputs">By position.</param>
    /// <param name="arguments">Distinct names.</param>
    public OnnxValue[] Node(
        string operatorName, ReadOnlySpan<string> hints, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<OnnxArgument> arguments) =>
        Add(OnnxOpset.Core, operatorName, hints, inputs, arguments);

    /// <summary>Adds an operator of any set with one output.</summary>
    public OnnxValue Node(
        OnnxOpset opset,
        string operatorName,
        string hint,
        ReadOnlySpan<OnnxValue> inputs,
        params ReadOnlySpan<OnnxArgument> arguments) => Add(opset, operatorName, [hint], inputs, arguments)[0];

    /// <summary>Sets a free fact of the model.</summary>
    public void Metadata(string key, string value) => _metadata[key] = value;

    /// <summary>
    /// The model as far as it is built, with these outputs. More can be added afterwards, and another model built.
    /// </summary>
    public byte[] Build(params ReadOnlySpan<OnnxOutput> outputs)
    {
        var model = new ModelProto
        {
            IrVersion = OnnxOpset.IrVersion,
            ProducerName = "maas",
            ProducerVersion = typeof(OnnxGraphBuilder).Assembly.GetName().Version!.ToString(3),
            Graph = _graph.Clone(),
        };
        foreach (var output in outputs)
        {
            model.Graph.Output.Add(Describe(output.Value.Name, output.Type, [.. output.Shape]));
        }

        model.OpsetImport.Add(_opsets.Select(o => new OperatorSetIdProto { Domain = o.Key, Version = o.Value }));
        model.MetadataProps.Add(_metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return model.ToByteArray();
    }

    private OnnxValue[] Add(
        OnnxOpset opset,
        string operatorName,
        ReadOnlySpan<string> hints,
        ReadOnlySpan<OnnxValue> inputs,
        ReadOnlySpan<OnnxArgument> arguments)
    {
        var node = new NodeProto { OpType = operatorName, Domain = opset.Domain };
        foreach (var input in inputs)
        {
            node.Input.Add(input == OnnxValue.None || _names.Contains(input.Name)
                ? input.Name
                : throw new ArgumentException($"The graph has no value '{input.Name}'.", nameof(inputs)));
        }

        var outputs = new OnnxValue[hints.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new OnnxValue(UniqueName(hints[i]));
            node.Output.Add(outputs[i].Name);
        }

        node.Name = outputs[0].Name;
        foreach (var argument in arguments)
        {
            node.Attribute.Add(argument.Proto);
        }

        _graph.Node.Add(node);
        _opsets[opset.Domain] = opset.Version;
        return outputs;
    }

    private OnnxValue Constant(string hint, TensorProto tensor)
    {
        tensor.Name = UniqueName(hint);
        _graph.Initializer.Add(tensor);
        return new OnnxValue(tensor.Name);
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

    private static ValueInfoProto Describe(string name, OnnxElementType type, ReadOnlySpan<OnnxDimension> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var dimension in shape)
        {
            dimensions.Dim.Add(dimension.Symbol is { } symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = dimension.Size });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new() { ElemType = (int)type, Shape = dimensions } },
        };
    }
}

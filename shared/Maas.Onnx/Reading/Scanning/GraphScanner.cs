using System.Collections.Frozen;
using Maas.Onnx.Reading.Wire;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>Reads graphs with their nodes and the graphs within these.</summary>
internal sealed class GraphScanner(WireReader wire, NameReader names, TensorScanner tensors, ScanBudget budget)
{
    private const int ReferenceBytes = 24;
    private const int AttributeBytes = 250;
    private const int GraphBytes = 300;
    private const int ValueBytes = 64;

    private static readonly FrozenSet<string> AskedFor = FrozenSet.Create(
        StringComparer.Ordinal, "value", "value_int", "value_ints", "value_float", "value_floats", "shape", "dtype");

    private readonly ValueScanner _values = new(wire, names, tensors, budget);

    /// <summary>A <c>GraphProto</c>.</summary>
    /// <param name="end">Where it ends.</param>
    /// <param name="withTypes">Whether the types of its inputs and outputs are asked for.</param>
    public ScannedGraph Read(long end, bool withTypes)
    {
        budget.Enter();
        budget.Take(GraphBytes);
        var graph = new ScannedGraph();
        while (TryRead("GraphProto", end, out var field))
        {
            ReadField(graph, field, withTypes);
        }

        budget.Leave();
        return graph;
    }

    /// <summary>A <c>NodeProto</c>.</summary>
    public ScannedNode ReadNode(long end)
    {
        budget.TakeNode();
        var node = new ScannedNode();
        while (TryRead("NodeProto", end, out var field))
        {
            switch (field.Number)
            {
                case 1:
                    AddName(field, node.Inputs);
                    break;
                case 2:
                    AddName(field, node.Outputs);
                    break;
                case 4:
                    node.Operator = ReadName(field);
                    break;
                case 5:
                    AddAttribute(node, ReadAttribute(tensors.Within(field)));
                    break;
                case 7:
                    node.Domain = OnnxGraph.Domain(ReadName(field));
                    break;
                case 8:
                    node.Overload = ReadName(field);
                    break;
                default:
                    Pass(field, isText: field.Number is 6 or 9);
                    break;
            }
        }

        return node;
    }

    public string ReadName(WireField field)
    {
        tensors.Within(field);
        return names.Read(field);
    }

    public void AddName(WireField field, List<string> list)
    {
        budget.Take(ReferenceBytes);
        list.Add(ReadName(field));
    }

    private void ReadField(ScannedGraph graph, WireField field, bool withTypes)
    {
        switch (field.Number)
        {
            case 1:
                graph.Nodes.Add(ReadNode(tensors.Within(field)));
                break;
            case 5:
                graph.Initializers.Add(tensors.Read(tensors.Within(field)));
                break;
            case 11:
                AddValue(field, graph.Inputs, "inputs", withTypes);
                break;
            case 12:
                AddValue(field, graph.Outputs, "outputs", withTypes);
                break;
            case 15:
                graph.SparseInitializers.Add(tensors.ReadSparse(tensors.Within(field)));
                break;
            default:
                Pass(field, isText: field.Number is 10 or 16);
                break;
        }
    }

    private void AddValue(WireField field, List<ScannedValue> values, string what, bool withTypes)
    {
        if (values.Count == budget.Limits.MaxValues)
        {
            throw ScanBudget.TooMuch($"{budget.Limits.MaxValues} {what} of a graph");
        }

        budget.Take(ValueBytes);
        values.Add(_values.Read(tensors.Within(field), withTypes));
    }

    /// <summary>An <c>AttributeProto</c>.</summary>
    public ScannedAttribute ReadAttribute(long end)
    {
        var attribute = new ScannedAttribute();
        var (tensor, graph, sparse) = (default(ScannedTensor), default(ScannedGraph), default(ScannedSparseTensor));
        while (TryRead("AttributeProto", end, out var field))
        {
            switch (field.Number)
            {
                case 1:
                    attribute.Name = ReadName(field);
                    break;
                case 5:
                    attribute.Tensors.Add(tensor = tensors.Read(tensors.Single(field, tensor)));
                    break;
                case 6:
                    attribute.Graphs.Add(graph = Read(tensors.Single(field, graph), withTypes: false));
                    break;
                case 10:
                    attribute.Tensors.Add(tensors.Read(tensors.Within(field)));
                    break;
                case 11:
                    attribute.Graphs.Add(Read(tensors.Within(field), withTypes: false));
                    break;
                case 22:
                    attribute.SparseTensors.Add(sparse = tensors.ReadSparse(tensors.Single(field, sparse)));
                    break;
                case 23:
                    attribute.SparseTensors.Add(tensors.ReadSparse(tensors.Within(field)));
                    break;
                default:
                    ReadNumber(attribute, field);
                    break;
            }
        }

        return attribute;
    }

    private void ReadNumber(ScannedAttribute attribute, WireField field)
    {
        var isFloat = field.Number is 2 or 7;
        if (field.Number is not (2 or 3 or 7 or 8) || attribute.Numbers.Count > ScannedAttribute.MaxNumbers)
        {
            Pass(field, isText: field.Number == 13);
            return;
        }

        if (field.Type != WireType.Bytes)
        {
            attribute.Numbers.Add(isFloat ? BitConverter.UInt32BitsToSingle((uint)field.Value) : (long)field.Value);
            return;
        }

        var end = wire.Position + field.Length;
        while (wire.Position < end && attribute.Numbers.Count <= ScannedAttribute.MaxNumbers)
        {
            attribute.Numbers.Add(isFloat ? BitConverter.ToSingle(wire.Take(sizeof(float))) : (long)wire.ReadVarint());
        }

        if (wire.Position > end)
        {
            throw wire.Broken("a list of numbers ends inside a number");
        }

        wire.Skip(field with { Value = (ulong)(end - wire.Position) });
    }

    /// <summary>Keeps an attribute, if a rule asks for it.</summary>
    public void AddAttribute(ScannedNode node, ScannedAttribute attribute)
    {
        if (attribute.HasContent || AskedFor.Contains(attribute.Name))
        {
            budget.Take(AttributeBytes + (attribute.Numbers.Count * sizeof(double)));
            (node.Attributes ??= []).Add(attribute);
        }
    }

    private void Pass(WireField field, bool isText)
    {
        if (isText)
        {
            budget.TakeText(field.Length);
        }

        wire.Skip(field);
    }

    private bool TryRead(string message, long end, out WireField field)
    {
        wire.Message = message;
        return wire.TryReadField(end, out field);
    }
}

using Google.Protobuf;
using Maas.Contracts.Onnx;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Testing.Onnx;

/// <summary>Pieces to make models of, right and wrong.</summary>
internal static class ModelParts
{
    public static NodeProto Node(string op, string[] inputs, params string[] outputs) =>
        new() { OpType = op, Input = { inputs }, Output = { outputs } };

    public static NodeProto With(this NodeProto node, params AttributeProto[] attributes)
    {
        node.Attribute.AddRange(attributes);
        return node;
    }

    public static AttributeProto Graph(string name, GraphProto graph) =>
        new() { Name = name, G = graph, Type = AttributeProto.Types.AttributeType.Graph };

    public static AttributeProto Tensor(string name, TensorProto tensor) =>
        new() { Name = name, T = tensor, Type = AttributeProto.Types.AttributeType.Tensor };

    public static AttributeProto Int(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Ints(string name, params long[] values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    /// <summary>A vector.</summary>
    public static TensorProto Int64s(string name, params long[] values) =>
        new() { Name = name, DataType = (int)DataType.Int64, Dims = { values.Length }, Int64Data = { values } };

    /// <summary>A scalar.</summary>
    public static TensorProto Int64(string name, long value) =>
        new() { Name = name, DataType = (int)DataType.Int64, Int64Data = { value } };

    /// <summary>A scalar.</summary>
    public static TensorProto Float(string name, float value) =>
        new() { Name = name, DataType = (int)DataType.Float, FloatData = { value } };

    /// <summary>A vector.</summary>
    public static TensorProto Floats(string name, params float[] values) =>
        new() { Name = name, DataType = (int)DataType.Float, Dims = { values.Length }, FloatData = { values } };

    /// <summary>A scalar.</summary>
    public static TensorProto Bool(string name, bool value) =>
        new() { Name = name, DataType = (int)DataType.Bool, Int32Data = { value ? 1 : 0 } };

    public static ValueInfoProto Value(string name, DataType type = DataType.Float, params long[] shape)
    {
        var dims = new TensorShapeProto();
        dims.Dim.AddRange(shape.Select(size => size >= 0
            ? new TensorShapeProto.Types.Dimension { DimValue = size }
            : new TensorShapeProto.Types.Dimension { DimParam = "N" }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dims } },
        };
    }

    /// <summary>Without a shape.</summary>
    public static ValueInfoProto Unranked(string name, DataType type = DataType.Float) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } },
    };

    /// <summary>From FP32 <c>x</c> [N, 2] to FP32 <c>y</c> of whatever shape.</summary>
    public static GraphProto Graph(params NodeProto[] nodes) => new()
    {
        Name = "g",
        Node = { nodes },
        Input = { Value("x", DataType.Float, -1, 2) },
        Output = { Unranked("y") },
    };

    public static GraphProto With(this GraphProto graph, params TensorProto[] initializers)
    {
        graph.Initializer.AddRange(initializers);
        return graph;
    }

    public static ModelProto Model(GraphProto graph, params FunctionProto[] functions) => new()
    {
        IrVersion = 10,
        Graph = graph,
        Functions = { functions },
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 21 } },
    };

    public static byte[] Bytes(this GraphProto graph) => Model(graph).ToByteArray();

    /// <summary>A small model with nothing wrong: <c>y = x + w</c>.</summary>
    public static ModelProto Plain() => Model(Graph(Node("Add", ["x", "w"], "y")).With(Floats("w", 1, 2)));

    /// <summary>The same with something changed.</summary>
    public static byte[] Changed(Action<ModelProto> change)
    {
        var model = Plain();
        change(model);
        return model.ToByteArray();
    }
}

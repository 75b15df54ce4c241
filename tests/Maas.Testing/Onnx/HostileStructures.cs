using Google.Protobuf;
using Maas.Contracts.Onnx;
using static Maas.Contracts.Onnx.TensorProto.Types;
using static Maas.Testing.Onnx.ModelParts;

namespace Maas.Testing.Onnx;

/// <summary>Graphs that make no sense, or too much of it.</summary>
internal static class HostileStructures
{
    public static IEnumerable<HostileModel> All() =>
    [
        Of("twin-inputs", "Two inputs of one name", m => m.Graph.Input.Add(m.Graph.Input[0]), "2 inputs are named 'x'."),
        Of("twin-initializers", "Two constants of one name", m => m.Graph.Initializer.Add(m.Graph.Initializer[0]), "2 initializers are named 'w'."),
        Of("twin-values", "Made twice", m => m.Graph.Node.Add(m.Graph.Node[0]), "makes 'y', which is there already."),
        Of("cycle", "Made from itself", m => m.Graph.Node[0].Input[1] = "y", "reads 'y', which nothing before it makes."),
        Of("missing-input", "Made from nothing", m => m.Graph.Node[0].Input[1] = "nowhere", "reads 'nowhere'"),
        Of("branch-of-the-future", "A branch reads what comes later", Future, "reads 'later', which nothing before it makes."),
        Of("branch-shadows", "A branch makes what is there already", Shadow, "makes 'x', which is there already."),
        Of("unmade-output", "Promised, never made", m => m.Graph.Output[0].Name = "z", "Output 'z' is made by nothing"),
        Of("control-characters", "Names that redraw the screen of who reads the log",
            m => m.Graph.Node[0].Input[1] = "\u001b[2J", "reads '\\u001b[2J'"),
        Of("own-domain", "An operator from a library of machine code",
            m => m.Graph.Node[0].Domain = "com.evil", "of the domain 'com.evil', whose operators come from a library that is not here"),
        Of("training-domain", "An operator for training", m => m.Graph.Node[0].Domain = "ai.onnx.preview.training", "a library that is not here"),
        Of("ir-future", "A format of the future", m => m.IrVersion = 99, "Expected ir_version 3 to 13, got 99."),
        Of("ir-negative", "A format before the first", m => m.IrVersion = -1, "Expected ir_version 3 to 13, got -1."),
        Of("opset-future", "Operators of the future", m => m.OpsetImport[0].Version = 99, "imports version 99 of the operators of 'ai.onnx', expected 7 to 26."),
        Of("opset-negative", "Operators before the first", m => m.OpsetImport[0].Version = long.MinValue, "expected 7 to 26."),
        Of("opset-twice", "Which of the two is meant?",
            m => m.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 8 }), "2 operator set domains are named ''."),
        Of("sequence", "A list of tensors", m => m.Graph.Output[0].Type = new TypeProto { SequenceType = new() }, "is a sequence or map"),
        Of("map", "A dictionary", m => m.Graph.Output[0].Type = new TypeProto { MapType = new() }, "is a sequence or map"),
        Of("optional", "Perhaps a tensor", m => m.Graph.Output[0].Type = new TypeProto { OptionalType = new() }, "is no tensor"),
        Of("type-bomb", "Types within types", m => m.Graph.Output[0].Type = Nested(20), "is a sequence or map"),
        Of("type-bomb-deep", "More types within types than the stack holds", m => m.Graph.Output[0].Type = Nested(2000), "the type of an input or output is broken"),
        new("nodes", "Two million nodes", () => Repeated(field: 1, [], 2_000_000)) { RefusedWith = "Expected at most 200000 nodes" },
        new("inputs", "A million inputs", () => Repeated(field: 11, Value("i", DataType.Float, 1).ToByteArray(), 1_000_000))
        {
            RefusedWith = "Expected at most 10000 inputs",
        },
        new("names", "Names without end", Names) { RefusedWith = "bytes of structure" },
        new("metadata", "65 MiB of properties", () => Changed(m => m.MetadataProps.Add(
            new StringStringEntryProto { Key = "k", Value = new string('v', 65 * 1024 * 1024) }))) { RefusedWith = "bytes of documentation and properties" },
        new("training", "A second graph for training", () => [.. Plain().ToByteArray(), .. WireBytes.Message(20, [])])
        {
            RefusedWith = "has training_info",
        },
    ];

    private static HostileModel Of(string name, string attack, Action<ModelProto> change, string with) =>
        new(name, attack, () => Changed(change)) { RefusedWith = with };

    private static void Future(ModelProto model)
    {
        var graph = HostileRuns.Branches(3);
        graph.Node[0].Attribute[1].G.Node[0].Input[0] = "later";
        graph.Node.Add(Node("Identity", ["x"], "later"));
        model.Graph = graph;
    }

    private static void Shadow(ModelProto model)
    {
        var graph = HostileRuns.Branches(3);
        graph.Node[0].Attribute[1].G.Node.Add(Node("Identity", ["c"], "x"));
        model.Graph = graph;
    }

    private static TypeProto Nested(int depth)
    {
        var type = Unranked("").Type;
        for (var i = 0; i < depth; i++)
        {
            type = new TypeProto { SequenceType = new TypeProto.Types.Sequence { ElemType = type } };
        }

        return type;
    }

    private static byte[] Repeated(int field, byte[] item, int times)
    {
        var one = WireBytes.Message(field, item);
        var graph = new byte[one.Length * times];
        for (var i = 0; i < times; i++)
        {
            one.CopyTo(graph, i * one.Length);
        }

        return [.. WireBytes.Number(1, 10), .. WireBytes.Message(7, graph)];
    }

    private static byte[] Names()
    {
        var node = Node("Identity", [.. Enumerable.Range(0, 40_000).Select(i => $"{i:d6}{new string('n', 2000)}")]);
        return Changed(m => m.Graph.Node.Add(node));
    }
}

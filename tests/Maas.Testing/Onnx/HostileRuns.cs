using Maas.Contracts.Onnx;
using Maas.Onnx.Sandboxing;
using static Maas.Contracts.Onnx.TensorProto.Types;
using static Maas.Testing.Onnx.ModelParts;

namespace Maas.Testing.Onnx;

/// <summary>Models that look right and run for ever, or into what the runtime refuses.</summary>
internal static class HostileRuns
{
    public static IEnumerable<HostileModel> All() =>
    [
        Contained("loop", "2^63 times nothing", Loop("x", "y", Node("Identity", ["v"], "w")), SandboxOutcome.TimedOut),
        Contained("loop-in-loop", "The same within itself", Loop("x", "y", Loop("v", "w", Node("Identity", ["inner_v"], "inner_w"), prefix: "inner_")), SandboxOutcome.TimedOut),
        Contained(
            "loop-that-grows", "Twice as long with each turn",
            Loop("x", "y", Node("Concat", ["v", "v"], "w").With(Int("axis", 0))), SandboxOutcome.OutOfMemory, SandboxOutcome.TimedOut),
        new("products", "A thousand products of large matrices", Products)
        {
            ContainedAs = [SandboxOutcome.TimedOut, SandboxOutcome.OutOfMemory],
        },
        new("chain", "30,000 nodes in a row", Chain)
        {
            ContainedAs = [SandboxOutcome.TimedOut, SandboxOutcome.Admitted, SandboxOutcome.OutOfMemory],
        },
        new("branches-30", "30 graphs within each other", () => Branches(30).Bytes())
        {
            ContainedAs = [SandboxOutcome.Admitted, SandboxOutcome.Rejected, SandboxOutcome.TimedOut],
        },
        new("unknown-operator", "An operator nobody has", Graph(Node("Detonate", ["x"], "y")).Bytes)
        {
            ContainedAs = [SandboxOutcome.Rejected],
        },
        new("wrong-types", "Text plus a number", () => Changed(m => m.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.String))
        {
            ContainedAs = [SandboxOutcome.Rejected],
        },
        new("index-beyond", "The thousandth of two", Graph(Node("Gather", ["x", "i"], "y").With(Int("axis", 1))).With(Int64s("i", 1000)).Bytes)
        {
            ContainedAs = [SandboxOutcome.Admitted, SandboxOutcome.Rejected],
        },
        new("sparse-long", "Sparse indices out of range, too many to look at", SparseLong)
        {
            ContainedAs = [SandboxOutcome.Rejected],
        },
    ];

    private static HostileModel Contained(string name, string attack, NodeProto node, params SandboxOutcome[] outcomes) =>
        new(name, attack, Graph(node).With(Int64("times", long.MaxValue), Bool("yes", true)).Bytes) { ContainedAs = outcomes };

    private static NodeProto Loop(string input, string output, NodeProto step, string prefix = "") => Node("Loop", ["times", "yes", input], output)
        .With(ModelParts.Graph("body", new GraphProto
        {
            Name = "body",
            Node = { Node("Identity", [$"{prefix}c"], $"{prefix}d"), step },
            Input = { Value($"{prefix}i", DataType.Int64), Value($"{prefix}c", DataType.Bool), Unranked($"{prefix}v") },
            Output = { Value($"{prefix}d", DataType.Bool), Unranked($"{prefix}w") },
        }));

    private static byte[] Products() => Graph(
    [
        Node("ConstantOfShape", ["s"], "c"),
        Node("ReduceSum", ["x"], "k").With(Int("keepdims", 0)),
        Node("Add", ["c", "k"], "t0"),
        .. Enumerable.Range(0, 1000).Select(i => Node("MatMul", [$"t{i}", $"t{i}"], i == 999 ? "y" : $"t{i + 1}")),
    ]).With(Int64s("s", 2048, 2048)).Bytes();

    private static byte[] Chain() => Graph(
        [.. Enumerable.Range(0, 30_000).Select(i => Node("Neg", [i == 0 ? "x" : $"t{i}"], i == 29_999 ? "y" : $"t{i + 1}"))]).Bytes();

    /// <summary>Graphs within each other, the outermost counted.</summary>
    public static GraphProto Branches(int depth)
    {
        var inner = new GraphProto { Name = "b", Node = { Node("Identity", ["x"], "r") }, Output = { Unranked("r") } };
        for (var i = 0; i < depth - 2; i++)
        {
            inner = new GraphProto
            {
                Name = "b",
                Node = { If(inner, "r") },
                Output = { Unranked("r") },
            };
        }

        return Graph(If(inner, "y")).With(Bool("c", true));
    }

    private static NodeProto If(GraphProto branch, string output) =>
        Node("If", ["c"], output).With(ModelParts.Graph("then_branch", branch), ModelParts.Graph("else_branch", new GraphProto
        {
            Name = "e",
            Node = { Node("Identity", ["x"], "r") },
            Output = { Unranked("r") },
        }));

    private static byte[] SparseLong() => Changed(m =>
    {
        m.Graph.Initializer.Clear();
        m.Graph.SparseInitializer.Add(new SparseTensorProto
        {
            Values = Floats("w", new float[200]),
            Indices = Int64s("", [.. Enumerable.Range(0, 200).Select(i => (long)int.MaxValue + i)]),
            Dims = { 1, 300 },
        });
    });
}

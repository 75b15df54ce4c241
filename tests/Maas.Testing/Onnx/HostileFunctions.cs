using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Onnx.Sandboxing;
using static Maas.Testing.Onnx.ModelParts;

namespace Maas.Testing.Onnx;

/// <summary>Functions of the model's own that grow without bound when they are written out.</summary>
internal static class HostileFunctions
{
    private const string Own = "own";

    public static IEnumerable<HostileModel> All()
    {
        SandboxOutcome[] slow = [SandboxOutcome.TimedOut, SandboxOutcome.Admitted, SandboxOutcome.OutOfMemory];
        yield return new("functions-12", "Twelve functions call each other twice", () => Chain(12)) { ContainedAs = slow };
        yield return new("functions-16", "65,536 nodes in 1 KiB", () => Chain(16)) { ContainedAs = slow };
        yield return Refused("functions-22", "Two million nodes in 1 KiB", () => Chain(22), "nodes, expected at most 1000000.");
        yield return Refused("functions-40", "2^40 nodes in 2 KiB", () => Chain(40), "nodes, expected at most 1000000.");
        yield return Refused(
            "functions-5000", "2^5000 nodes: more than numbers hold", () => Chain(5000), "nodes, expected at most 1000000.");
        yield return Refused(
            "functions-in-branches", "The calls hide in graphs within nodes", () => Chain(30, inBranches: true),
            "nodes, expected at most 1000000.");
        yield return Refused("function-recursive", "A function calls itself", () => Cycle(1), "calls itself");
        yield return Refused("functions-recursive", "Functions call each other in a circle", () => Cycle(5), "calls itself");
        yield return Refused("function-twice", "Which of the two is meant?", Twice, "is there twice");
        yield return Refused("function-constants", "1 MiB written out 8,192 times", Constants, "bytes of constants of functions");
        yield return Refused(
            "functions-many", "More functions than anyone has",
            () => Model(Graph(Node("Identity", ["x"], "y")), [.. Enumerable.Range(0, 20_000).Select(i => Function($"f{i}"))]).ToByteArray(),
            "Expected at most 10000 functions, got more.");
    }

    private static HostileModel Refused(string name, string attack, Func<byte[]> make, string with) =>
        new(name, attack, make) { RefusedWith = with };

    private static byte[] Chain(int length, bool inBranches = false)
    {
        var functions = Enumerable.Range(0, length)
            .Select(i => i == length - 1 ? Function($"f{i}", Node("Identity", ["a"], "b")) : Function($"f{i}", Twice($"f{i + 1}", inBranches)));
        return Whole([.. functions]);
    }

    private static byte[] Cycle(int length) => Whole(
        [.. Enumerable.Range(0, length).Select(i => Function($"f{i}", Call($"f{(i + 1) % length}", "a", "b")))]);

    private static byte[] Twice() => Whole(Function("f0", Node("Identity", ["a"], "b")), Function("f0", Node("Neg", ["a"], "b")));

    private static byte[] Constants()
    {
        const int Mebibyte = 1024 * 1024;
        var tensor = Float("", 0);
        tensor.FloatData.Clear();
        tensor.Dims.Add(Mebibyte / sizeof(float));
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(new byte[Mebibyte]);
        var functions = Enumerable.Range(0, 13).Select(i => Function($"f{i}", Twice($"f{i + 1}", inBranches: false)));
        return Whole([.. functions, Function("f13", Node("Constant", [], "c").With(Tensor("value", tensor)), Node("Neg", ["a"], "b"))]);
    }

    private static byte[] Whole(params FunctionProto[] functions)
    {
        var model = Model(Graph(Call("f0", "x", "y")), functions);
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Own, Version = 1 });
        return model.ToByteArray();
    }

    private static NodeProto[] Twice(string callee, bool inBranches)
    {
        if (!inBranches)
        {
            return [Call(callee, "a", "t"), Call(callee, "t", "b")];
        }

        return
        [
            Node("Constant", [], "c").With(Tensor("value", Bool("", true))),
            Node("If", ["c"], "b").With(Graph("then_branch", Branch(callee)), Graph("else_branch", Branch(callee))),
        ];
    }

    private static GraphProto Branch(string callee) =>
        new() { Name = "branch", Node = { Call(callee, "a", "r") }, Output = { Unranked("r") } };

    private static NodeProto Call(string callee, string input, string output)
    {
        var node = Node(callee, [input], output);
        node.Domain = Own;
        return node;
    }

    private static FunctionProto Function(string name, params NodeProto[] nodes) => new()
    {
        Name = name,
        Domain = Own,
        Input = { "a" },
        Output = { nodes.Length > 0 ? "b" : "a" },
        Node = { nodes },
        OpsetImport =
        {
            new OperatorSetIdProto { Domain = "", Version = 21 },
            new OperatorSetIdProto { Domain = Own, Version = 1 },
        },
    };
}

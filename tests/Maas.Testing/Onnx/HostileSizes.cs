using Maas.Contracts.Onnx;
using Maas.Onnx.Sandboxing;
using static Maas.Contracts.Onnx.TensorProto.Types;
using static Maas.Testing.Onnx.ModelParts;

namespace Maas.Testing.Onnx;

/// <summary>A few bytes that ask for gigabytes.</summary>
internal static class HostileSizes
{
    private const string TooLarge = "makes a tensor of at least";
    private const long Side = 1 << 15;

    public static IEnumerable<HostileModel> All() =>
    [
        Refused("constant-of-shape", "4 GiB in 80 bytes",
            Graph(Node("ConstantOfShape", ["s"], "y")).With(Int64s("s", Side, Side))),
        Refused("constant-of-shape-overflow", "Sizes whose product wraps around to 0",
            Graph(Node("ConstantOfShape", ["s"], "y")).With(Int64s("s", 1L << 32, 1L << 32))),
        Refused("constant-of-shape-by-constant", "The shape comes from a node",
            Graph(Node("Constant", [], "s").With(Ints("value_ints", Side, Side)), Node("ConstantOfShape", ["s"], "y"))),
        Refused("expand", "One number repeated",
            Graph(Node("Expand", ["one", "s"], "y")).With(Float("one", 1), Int64s("s", Side, Side))),
        Refused("tile", "One number repeated", Graph(Node("Tile", ["row", "s"], "y")).With(Floats("row", 1, 2), Int64s("s", 1L << 40))),
        Refused("range", "Count to a trillion",
            Graph(Node("Range", ["a", "b", "c"], "r"), Node("Cast", ["r"], "y").With(Int("to", (long)DataType.Float)))
                .With(Int64("a", 0), Int64("b", 1_000_000_000_000), Int64("c", 1))),
        Refused("range-by-nothing", "Count in steps of 0",
            Graph(Node("Range", ["a", "b", "c"], "y")).With(Float("a", 0), Float("b", 1), Float("c", 0))),
        Refused("resize", "A pixel blown up",
            Graph(Node("Resize", ["x", "", "", "s"], "y")).With(Int64s("s", 1 << 20, 1 << 20))),
        Refused("pad", "Zeros around it", Graph(Node("Pad", ["x", "s"], "y")).With(Int64s("s", 0, 0, 1 << 20, 1 << 20))),
        Refused("one-hot", "A column for every number there is",
            Graph(Node("OneHot", ["i", "d", "v"], "y")).With(Int64s("i", 1, 2), Int64("d", 1L << 40), Floats("v", 0, 1))),
        Refused("random", "Noise without end", Graph(Node("RandomNormal", [], "y").With(Ints("shape", Side, Side)))),
        new("huge-input", "An input of fixed size that nobody can send", () =>
        {
            var graph = Graph(Node("Identity", ["x"], "y"));
            graph.Input[0] = Value("x", DataType.Float, -1, 1L << 62);
            return graph.Bytes();
        }) { RefusedWith = "for one row, expected at most" },
        Contained("computed-constant-of-shape", "The shape is a product",
            Graph(Node("Mul", ["s", "t"], "p"), Node("ConstantOfShape", ["p"], "y")).With(Int64s("s", Side, Side), Int64s("t", 1, 2))),
        Contained("computed-expand", "The shape is a sum",
            Graph(Node("Add", ["s", "s"], "p"), Node("Expand", ["one", "p"], "y")).With(Float("one", 1), Int64s("s", Side, Side))),
        Contained("computed-tile", "The number of copies is a product",
            Graph(Node("Mul", ["s", "s"], "p"), Node("Tile", ["x", "p"], "y")).With(Int64s("s", 1 << 7, 1 << 7))),
        Contained("computed-range", "The end is a product",
            Graph(Node("Mul", ["b", "b"], "p"), Node("Range", ["a", "p", "c"], "y")).With(Float("a", 0), Float("b", 32_000), Float("c", 1))),
        Contained("computed-resize", "The scale is a product",
            Graph(Node("Mul", ["s", "s"], "p"), Node("Resize", ["x", "", "p"], "y")).With(Floats("s", 256, 256))),
        Contained("doubling", "Twice as long, forty times",
            Graph([.. Enumerable.Range(0, 40).Select(i => Node(
                "Concat", [i == 0 ? "x" : $"t{i}", i == 0 ? "x" : $"t{i}"], i == 39 ? "y" : $"t{i + 1}").With(Int("axis", 0)))])),
        Contained("outer-product", "A column times a row",
            Graph(Node("Mul", ["s", "t"], "p"), Node("ConstantOfShape", ["p"], "c"), Node("Transpose", ["c"], "r"), Node("MatMul", ["c", "r"], "y"))
                .With(Int64s("s", 1 << 15, 1), Int64s("t", 2, 1))),
        Contained("computed-texts", "A quarter of a billion texts",
            new GraphProto
            {
                Name = "g",
                Node = { Node("Mul", ["s", "s"], "p"), Node("Expand", ["x", "p"], "y") },
                Initializer = { Int64s("s", 1 << 14, 1) },
                Input = { Value("x", DataType.String, 1) },
                Output = { Unranked("y", DataType.String) },
            }),
    ];

    private static HostileModel Refused(string name, string attack, GraphProto graph) =>
        new(name, attack, graph.Bytes) { RefusedWith = TooLarge };

    private static HostileModel Contained(string name, string attack, GraphProto graph) =>
        new(name, attack, graph.Bytes) { ContainedAs = [SandboxOutcome.OutOfMemory, SandboxOutcome.TimedOut] };
}

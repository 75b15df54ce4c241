using Maas.Onnx.Building;

namespace Maas.Benchmarks;

/// <summary>
/// A multilayer perceptron with ReLU between its layers, or the identity when it has one: input <c>x</c> FP32 [N, in], output <c>y</c> FP32 [N, out].
/// </summary>
/// <param name="Name">Its name on the server.</param>
/// <param name="Layers">Units per layer, the input first.</param>
internal sealed record BenchmarkModel(string Name, IReadOnlyList<int> Layers)
{
    public static IReadOnlyList<BenchmarkModel> All { get; } =
    [
        new("tiny", [10, 64, 1]),
        new("mid", [784, 512, 512, 10]),
    ];

    /// <summary>Gives its 16 MiB input back.</summary>
    public static BenchmarkModel Large { get; } = new("large", [4 << 20]);

    public int InputWidth => Layers[0];

    public int OutputWidth => Layers[^1];

    public override string ToString() => $"{Name} {string.Join('-', Layers)}";

    /// <summary>The model as ONNX; the same bytes each time.</summary>
    public byte[] Build()
    {
        var random = new Random(17);
        var graph = new OnnxGraphBuilder(Name);
        var value = graph.Input("x", OnnxElementType.Float, OnnxDimension.Batch, InputWidth);
        for (var layer = 1; layer < Layers.Count; layer++)
        {
            var (width, units) = (Layers[layer - 1], Layers[layer]);
            var isLast = layer == Layers.Count - 1;
            var weights = graph.Floats($"w{layer}", Numbers(random, width * units, Math.Sqrt(6.0 / width)), width, units);
            var biases = graph.Floats($"b{layer}", Numbers(random, units, 0.1), units);
            value = graph.Node("Gemm", isLast ? "y" : $"z{layer}", [value, weights, biases]);
            value = isLast ? value : graph.Node("Relu", $"a{layer}", [value]);
        }

        // Without layers it gives back what came.
        value = Layers.Count > 1 ? value : graph.Node("Identity", "y", [value]);
        return graph.Build(new OnnxOutput(value, OnnxElementType.Float, OnnxDimension.Batch, OutputWidth));
    }

    /// <summary>Values of a request, shape [rows, in].</summary>
    public float[] MakeInput(int rows) => Numbers(new Random(23), rows * InputWidth, 1);

    private static float[] Numbers(Random random, int count, double scale) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * random.NextDouble()) - 1) * scale))];
}

using Maas.Onnx.Building;

namespace Maas.Benchmarks;

/// <summary>A model with made-up weights: input <c>x</c> FP32 [N, …], output <c>y</c> FP32 [N, out].</summary>
/// <param name="Name">Its name on the server.</param>
/// <param name="Description">What it is made of.</param>
/// <param name="InputShape">Sizes of one row.</param>
/// <param name="OutputWidth">Values per row of the output.</param>
internal sealed record BenchmarkModel(string Name, string Description, IReadOnlyList<int> InputShape, int OutputWidth)
{
    private readonly Func<OnnxGraphBuilder, OnnxValue, Random, OnnxValue> _body = (_, value, _) => value;

    /// <summary>Small ones, whose server costs more than they do.</summary>
    public static IReadOnlyList<BenchmarkModel> All { get; } = [Perceptron("tiny", 10, 64, 1), Perceptron("mid", 784, 512, 512, 10)];

    /// <summary>One number in, one out: a model of which Monitoring can take samples.</summary>
    public static BenchmarkModel Feature { get; } = Perceptron("feature", 1, 64, 1);

    /// <summary>A convolution net of the size of ResNet-18, 11.7 million weights and 1.8 billion multiplications a row.</summary>
    public static BenchmarkModel ResNet18 { get; } = new("resnet18", "resnet-18 224x224", [3, 224, 224], 1000) { Body = ResNet.Add };

    /// <summary>Gives its 16 MiB input back.</summary>
    public static BenchmarkModel Large { get; } = new("large", "identity 16 MiB", [4 << 20], 4 << 20)
    {
        Body = (graph, value, _) => graph.Node("Identity", "y", [value]),
    };

    /// <summary>Values per row of the input.</summary>
    public int InputWidth => InputShape.Aggregate(1, (product, size) => product * size);

    private Func<OnnxGraphBuilder, OnnxValue, Random, OnnxValue> Body
    {
        get => _body;
        init => _body = value;
    }

    public override string ToString() => Description;

    /// <summary>The model as ONNX; the same bytes each time.</summary>
    public byte[] Build()
    {
        var graph = new OnnxGraphBuilder(Name);
        OnnxDimension[] shape = [OnnxDimension.Batch, .. InputShape.Select(size => (OnnxDimension)size)];
        var value = Body(graph, graph.Input("x", OnnxElementType.Float, shape), new Random(17));
        return graph.Build(new OnnxOutput(value, OnnxElementType.Float, OnnxDimension.Batch, OutputWidth));
    }

    /// <summary>Values of a request, row by row.</summary>
    public float[] MakeInput(int rows) => Weights(new Random(23), rows * InputWidth, 1);

    /// <summary>The sizes of the input of a request.</summary>
    public long[] MakeShape(int rows) => [rows, .. InputShape.Select(size => (long)size)];

    /// <summary>Numbers between -scale and scale.</summary>
    public static float[] Weights(Random random, int count, double scale) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * random.NextDouble()) - 1) * scale))];

    private static BenchmarkModel Perceptron(string name, params int[] layers) => new(
        name, $"{name} {string.Join('-', layers)}", [layers[0]], layers[^1])
    {
        Body = (graph, value, random) => AddLayers(graph, value, random, layers),
    };

    /// <summary>ReLU between the layers.</summary>
    private static OnnxValue AddLayers(OnnxGraphBuilder graph, OnnxValue value, Random random, int[] layers)
    {
        for (var layer = 1; layer < layers.Length; layer++)
        {
            var (width, units) = (layers[layer - 1], layers[layer]);
            var isLast = layer == layers.Length - 1;
            var weights = graph.Floats($"w{layer}", Weights(random, width * units, Math.Sqrt(6.0 / width)), width, units);
            var biases = graph.Floats($"b{layer}", Weights(random, units, 0.1), units);
            value = graph.Node("Gemm", isLast ? "y" : $"z{layer}", [value, weights, biases]);
            value = isLast ? value : graph.Node("Relu", $"a{layer}", [value]);
        }

        return value;
    }
}

using Maas.Onnx.Building;

namespace Maas.Benchmarks;

/// <summary>Adds a residual net of 18 layers to a graph, batch normalization folded into the convolutions.</summary>
/// <remarks>Source: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015, table 1.</remarks>
internal static class ResNet
{
    private const int ClassCount = 1000;

    /// <param name="graph">Gets the nodes.</param>
    /// <param name="image">FP32 [N, 3, 224, 224].</param>
    /// <param name="random">Makes the weights.</param>
    /// <returns>FP32 [N, 1000].</returns>
    public static OnnxValue Add(OnnxGraphBuilder graph, OnnxValue image, Random random)
    {
        var value = Relu(graph, Convolve(graph, image, random, 3, 64, kernel: 7, stride: 2));
        value = graph.Node(
            "MaxPool", "pool", [value], OnnxArgument.Of("kernel_shape", [3L, 3]), OnnxArgument.Of("strides", [2L, 2]),
            OnnxArgument.Of("pads", [1L, 1, 1, 1]));
        var channels = 64;
        foreach (var width in new[] { 64, 128, 256, 512 })
        {
            value = Block(graph, value, random, channels, width, stride: width == 64 ? 1 : 2);
            value = Block(graph, value, random, width, width, stride: 1);
            channels = width;
        }

        value = graph.Node("Flatten", "features", [graph.Node("GlobalAveragePool", "mean", [value])]);
        var weights = graph.Floats("w", BenchmarkModel.Weights(random, channels * ClassCount, 0.05), channels, ClassCount);
        return graph.Node("Gemm", "y", [value, weights, graph.Floats("b", new float[ClassCount], ClassCount)]);
    }

    private static OnnxValue Block(OnnxGraphBuilder graph, OnnxValue value, Random random, int from, int to, int stride)
    {
        var shortcut = stride == 1 ? value : Convolve(graph, value, random, from, to, kernel: 1, stride);
        var inner = Relu(graph, Convolve(graph, value, random, from, to, kernel: 3, stride));
        var sum = graph.Node("Add", "sum", [Convolve(graph, inner, random, to, to, kernel: 3, stride: 1), shortcut]);
        return Relu(graph, sum);
    }

    private static OnnxValue Convolve(
        OnnxGraphBuilder graph, OnnxValue value, Random random, int from, int to, int kernel, int stride)
    {
        var count = from * kernel * kernel;
        var weights = graph.Floats("w", BenchmarkModel.Weights(random, to * count, Math.Sqrt(3.0 / count)), to, from, kernel, kernel);
        var biases = graph.Floats("b", new float[to], to);
        var padding = kernel / 2L;
        return graph.Node(
            "Conv", "conv", [value, weights, biases], OnnxArgument.Of("kernel_shape", [(long)kernel, kernel]),
            OnnxArgument.Of("strides", [(long)stride, stride]), OnnxArgument.Of("pads", [padding, padding, padding, padding]));
    }

    private static OnnxValue Relu(OnnxGraphBuilder graph, OnnxValue value) => graph.Node("Relu", "relu", [value]);
}

using Maas.Onnx.Building;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>A convolution over the dimensions behind the channels, [C, T] or [C, H, W], that keeps their sizes.</summary>
/// <param name="Channels">Channels behind it, 1 or more.</param>
/// <param name="KernelSize">Odd.</param>
internal sealed record Convolution(int Channels, int KernelSize = 3) : Layer
{
    private long Padding => KernelSize / 2;

    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => [Channels, .. input.Skip(1)];

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) => input.Count == 2
        ? nn.Conv1d(input[0], Channels, KernelSize, padding: Padding)
        : nn.Conv2d(input[0], Channels, KernelSize, padding: Padding);

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input) =>
        Append(graph, value, Parameter(module, "weight"), Parameter(module, "bias"), input);

    /// <summary>Adds the nodes of this layer and the normalisation behind it as one, whose weights and biases do both.</summary>
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="value">FLOAT [N, …input].</param>
    /// <param name="module">What <see cref="CreateModule"/> made, trained.</param>
    /// <param name="normalization">That of a <see cref="BatchNormalization"/>, trained.</param>
    /// <param name="input">Sizes of a row before the layer.</param>
    public OnnxValue AppendNormalized(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, nn.Module<Tensor, Tensor> normalization, IReadOnlyList<long> input)
    {
        using var scope = NewDisposeScope();
        var (factors, shifts) = BatchNormalization.FactorsOf(normalization);
        var weights = Parameter(module, "weight").detach().to(ScalarType.Float64);
        long[] perChannel = [-1, .. Enumerable.Repeat(1L, (int)weights.dim() - 1)];
        var biases = Parameter(module, "bias").detach().to(ScalarType.Float64);
        return Append(graph, value, weights * factors.view(perChannel), (biases * factors) + shifts, input);
    }

    private OnnxValue Append(OnnxGraphBuilder graph, OnnxValue value, Tensor weights, Tensor biases, IReadOnlyList<long> input)
    {
        var dimensions = input.Count - 1;
        return graph.Node(
            "Conv", "convolution",
            [value, Weights(graph, "convolution_weights", weights), Weights(graph, "convolution_biases", biases)],
            OnnxArgument.Of("kernel_shape", Enumerable.Repeat((long)KernelSize, dimensions)),
            OnnxArgument.Of("pads", Enumerable.Repeat(Padding, 2 * dimensions)));
    }
}

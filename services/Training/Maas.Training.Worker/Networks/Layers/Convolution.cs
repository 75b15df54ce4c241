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
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input)
    {
        var weights = Weights(graph, "convolution_weights", Parameter(module, "weight"));
        var biases = Weights(graph, "convolution_biases", Parameter(module, "bias"));
        var dimensions = input.Count - 1;
        return graph.Node(
            "Conv", "convolution", [value, weights, biases],
            OnnxArgument.Of("kernel_shape", Enumerable.Repeat((long)KernelSize, dimensions)),
            OnnxArgument.Of("pads", Enumerable.Repeat(Padding, 2 * dimensions)));
    }
}

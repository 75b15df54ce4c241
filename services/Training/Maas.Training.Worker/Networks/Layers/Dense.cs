using Maas.Onnx.Building;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>A fully connected layer over the last dimension of [F]: y = W x + b.</summary>
/// <param name="Units">Numbers of a row behind it, 1 or more.</param>
internal sealed record Dense(int Units) : Layer
{
    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => [Units];

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) => nn.Linear(input.Single(), Units);

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input)
    {
        var linear = (Linear)module;
        var weights = Weights(graph, "dense_weights", linear.weight!);
        var biases = Weights(graph, "dense_biases", linear.bias!);
        return graph.Node("Gemm", "dense", [value, weights, biases], OnnxArgument.Of("transB", 1));
    }
}

using Maas.Onnx.Building;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>
/// Brings every channel of [C, T] or [C, H, W] to mean 0 and variance 1, then scales and shifts it: over the batch while it
/// is trained, by the running figures when it is served.
/// </summary>
/// <remarks>Source: Ioffe and Szegedy, "Batch normalization", 2015.</remarks>
internal sealed record BatchNormalization : Layer
{
    private const float Epsilon = 1e-5f;

    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => input;

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) => input.Count == 3
        ? nn.BatchNorm2d(input[0], eps: Epsilon)
        : nn.BatchNorm1d(input[0], eps: Epsilon);

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input) =>
        graph.Node(
            "BatchNormalization", "normalized",
            [
                value,
                Weights(graph, "norm_scale", Parameter(module, "weight")),
                Weights(graph, "norm_shift", Parameter(module, "bias")),
                Weights(graph, "norm_mean", module.get_buffer("running_mean")!),
                Weights(graph, "norm_variance", module.get_buffer("running_var")!),
            ],
            OnnxArgument.Of("epsilon", Epsilon));

    /// <summary>What each channel is multiplied by, and what is then added, when the layer is served: DOUBLE [C] both.</summary>
    public static (Tensor Factors, Tensor Shifts) FactorsOf(nn.Module<Tensor, Tensor> module)
    {
        var variance = module.get_buffer("running_var")!.to(ScalarType.Float64);
        var factors = Parameter(module, "weight").detach().to(ScalarType.Float64) / (variance + Epsilon).sqrt();
        var shifts = Parameter(module, "bias").detach().to(ScalarType.Float64) - (module.get_buffer("running_mean")!.to(ScalarType.Float64) * factors);
        return (factors, shifts);
    }
}

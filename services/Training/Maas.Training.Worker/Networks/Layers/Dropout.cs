using Maas.Onnx.Building;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>Sets numbers to zero at random while it is trained, and does nothing when it is served.</summary>
/// <remarks>Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.</remarks>
/// <param name="Ratio">Share of the numbers, in [0, 1).</param>
internal sealed record Dropout(double Ratio) : Layer
{
    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => input;

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) => nn.Dropout(Ratio);

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input) => value;
}

using Maas.Onnx.Building;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>The largest number of each channel: [C, …] becomes [C].</summary>
internal sealed record GlobalMaxPooling : Layer
{
    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => [input[0]];

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) =>
        nn.Sequential(input.Count == 2 ? nn.AdaptiveMaxPool1d(1) : nn.AdaptiveMaxPool2d([1, 1]), nn.Flatten());

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input) =>
        graph.Node("Flatten", "largest", [graph.Node("GlobalMaxPool", "largest_kept", [value])]);
}

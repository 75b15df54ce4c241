using Maas.Onnx.Building;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>Gives the numbers of a row other dimensions, in the same order.</summary>
/// <param name="Shape">As many numbers as before.</param>
internal sealed record Reshape(IReadOnlyList<long> Shape) : Layer
{
    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => Shape;

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) =>
        Shape.Count == 1 ? nn.Flatten() : nn.Unflatten(1, [.. Shape]);

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input)
    {
        // 0 keeps the rows of the batch.
        var shape = graph.Int64s("row_shape", [0, .. Shape], Shape.Count + 1);
        return graph.Node("Reshape", "reshaped", [value, shape]);
    }
}

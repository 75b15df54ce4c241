using Maas.Onnx.Building;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>The largest of every two neighbours in each dimension behind the channels; what is left over is dropped.</summary>
internal sealed record MaxPooling : Layer
{
    private const int Size = 2;

    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) =>
        [input[0], .. input.Skip(1).Select(size => size / Size)];

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) =>
        input.Count == 2 ? nn.MaxPool1d(Size) : nn.MaxPool2d(Size);

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input)
    {
        long[] sizes = [.. Enumerable.Repeat((long)Size, input.Count - 1)];
        return graph.Node(
            "MaxPool", "pooled", [value], OnnxArgument.Of("kernel_shape", sizes), OnnxArgument.Of("strides", sizes));
    }
}

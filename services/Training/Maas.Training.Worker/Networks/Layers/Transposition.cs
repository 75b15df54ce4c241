using Maas.Onnx.Building;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>Changes the two dimensions of a row: steps of channels [T, C] become channels of steps [C, T].</summary>
internal sealed record Transposition : Layer
{
    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => [input[1], input[0]];

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) => new Module();

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input) =>
        graph.Node("Transpose", "transposed", [value], OnnxArgument.Of("perm", [0L, 2, 1]));

    private sealed class Module() : nn.Module<Tensor, Tensor>("transposition")
    {
        public override Tensor forward(Tensor input) => input.transpose(1, 2);
    }
}

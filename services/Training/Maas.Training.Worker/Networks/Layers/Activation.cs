using Maas.Onnx.Building;
using Maas.Training.Plans;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>A function of every number by itself.</summary>
/// <param name="Function">One of <see cref="ActivationFunction"/>.</param>
internal sealed record Activation(string Function = ActivationFunction.Relu) : Layer
{
    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => input;

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) => Function switch
    {
        ActivationFunction.Relu => nn.ReLU(),
        ActivationFunction.Tanh => nn.Tanh(),
        ActivationFunction.Sigmoid => nn.Sigmoid(),
        _ => throw PlanErrors.SpecInvalid($"the activation '{Function}' is unknown."),
    };

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input) =>
        graph.Node(Function switch
        {
            ActivationFunction.Relu => "Relu",
            ActivationFunction.Tanh => "Tanh",
            _ => "Sigmoid",
        }, Function, [value]);
}

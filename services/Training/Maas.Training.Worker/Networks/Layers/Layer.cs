using Maas.Onnx.Building;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>
/// One layer of a network, in both of its halves: the torch module that is trained and the ONNX nodes that are served. A
/// layer without both cannot be written. Immutable.
/// </summary>
internal abstract record Layer
{
    /// <summary>Sizes of a row behind the layer, the batch left out.</summary>
    /// <param name="input">Sizes of a row before it.</param>
    public abstract IReadOnlyList<long> OutputShape(IReadOnlyList<long> input);

    /// <summary>The module, with new weights from torch's generator of random numbers.</summary>
    /// <param name="input">Sizes of a row before it.</param>
    public abstract nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input);

    /// <summary>Adds the nodes that compute what the module computes when it is not trained.</summary>
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="value">FLOAT [N, …input].</param>
    /// <param name="module">What <see cref="CreateModule"/> made, trained.</param>
    /// <param name="input">Sizes of a row before it.</param>
    public abstract OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input);

    /// <summary>A parameter or buffer as a constant of the graph, in torch's own layout.</summary>
    protected static OnnxValue Weights(OnnxGraphBuilder graph, string hint, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var content = tensor.detach().to(ScalarType.Float32).contiguous();
        return graph.Floats(hint, content.data<float>().ToArray(), content.shape);
    }

    /// <summary>The parameter of a module by its torch name.</summary>
    protected static Parameter Parameter(nn.Module module, string name) =>
        module.get_parameter(name) ?? throw new InvalidOperationException($"The module has no parameter '{name}'.");
}

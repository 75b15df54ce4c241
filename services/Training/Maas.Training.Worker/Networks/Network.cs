using Maas.Onnx.Building;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Convolution = Maas.Training.Worker.Networks.Layers.Convolution;
using Embedding = Maas.Training.Worker.Networks.Layers.Embedding;

namespace Maas.Training.Worker.Networks;

/// <summary>Layers in a row, with their weights. Not thread-safe.</summary>
internal sealed class Network : IDisposable
{
    private readonly List<(Layer Layer, nn.Module<Tensor, Tensor> Module, IReadOnlyList<long> Input)> _layers = [];
    private readonly Sequential _modules;

    /// <param name="layers">At least one; the first takes the numbers of a row as they are, [F].</param>
    /// <param name="width">F.</param>
    public Network(IReadOnlyList<Layer> layers, int width)
    {
        IReadOnlyList<long> shape = [width];
        foreach (var layer in layers)
        {
            _layers.Add((layer, layer.CreateModule(shape), shape));
            shape = layer.OutputShape(shape);
        }

        _modules = nn.Sequential(_layers.Select((entry, i) => ($"layer{i}", entry.Module)));
        OutputShape = shape;
    }

    /// <summary>Sizes of a row behind the last layer.</summary>
    public IReadOnlyList<long> OutputShape { get; }

    /// <summary>The modules in a row, which own the weights.</summary>
    public Sequential Modules => _modules;

    /// <summary>Weights that are trained.</summary>
    public long ParameterCount => _modules.parameters().Sum(parameter => parameter.numel());

    /// <summary>Where the weights are; at first the CPU.</summary>
    public Device Device { get; private set; } = CPU;

    /// <summary>
    /// Brings the weights to a device. When they are elsewhere, the parameters become others: what holds them, such as a solver, is made after it.
    /// </summary>
    public void MoveTo(Device device)
    {
        if (device.type != Device.type)
        {
            _modules.to(device);
            Device = device;
        }
    }

    /// <summary>Of [N, F] on the device: what the last layer gives.</summary>
    public Tensor Forward(Tensor rows) => _modules.forward(rows);

    /// <summary>Weights of layers that are multiplied with what goes through them: no biases, no tables of vectors.</summary>
    public IEnumerable<Parameter> Matrices => _layers.Where(entry => entry.Layer is not Embedding)
        .SelectMany(entry => entry.Module.parameters()).Where(parameter => parameter.dim() > 1);

    /// <summary>Adds the nodes of all layers. A normalisation behind a convolution becomes part of its weights.</summary>
    public OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue features)
    {
        var value = features;
        for (var i = 0; i < _layers.Count; i++)
        {
            var (layer, module, input) = _layers[i];
            if (layer is Convolution convolution && i + 1 < _layers.Count && _layers[i + 1].Layer is BatchNormalization)
            {
                i++;
                value = convolution.AppendNormalized(graph, value, module, _layers[i].Module, input);
            }
            else
            {
                value = layer.Append(graph, value, module, input);
            }
        }

        return value;
    }

    /// <summary>The weights when there is one fully connected layer and no other; null otherwise.</summary>
    /// <param name="scale">Brings its number into the target's unit; null for classes.</param>
    public LinearWeights? AsLinear(TargetScale? scale)
    {
        if (_layers is not [{ Module: Linear linear }])
        {
            return null;
        }

        double[] weights = [.. linear.weight!.detach().data<float>()];
        double[] biases = [.. linear.bias!.detach().data<float>()];
        if (scale is null)
        {
            return biases.Length == 2 ? BesideTheFirst(weights, biases) : new LinearWeights(weights, biases);
        }

        return new LinearWeights(
            Array.ConvertAll(weights, weight => weight * scale.Deviation),
            Array.ConvertAll(biases, bias => (bias * scale.Deviation) + scale.Mean));
    }

    // Only the difference of two classes matters: the first gets none, as exact logistic regression has it.
    private static LinearWeights BesideTheFirst(double[] weights, double[] biases)
    {
        var width = weights.Length / 2;
        double[] differences = [.. weights.Skip(width).Zip(weights, (second, first) => second - first)];
        return new LinearWeights([.. new double[width], .. differences], [0, biases[1] - biases[0]]);
    }

    /// <inheritdoc/>
    public void Dispose() => _modules.Dispose();
}

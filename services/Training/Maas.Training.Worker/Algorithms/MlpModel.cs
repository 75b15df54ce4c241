using Maas.Onnx.Building;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Algorithms;

/// <summary>A trained multilayer perceptron. Owns its network. Not thread-safe.</summary>
/// <param name="network">Linear layers with ReLU between them; its last layer gives logits or a
/// standardised number.</param>
/// <param name="scale">For regression; null for classification.</param>
/// <param name="epochLosses">Mean loss per row of every epoch.</param>
internal sealed class MlpModel(Sequential network, TargetScale? scale, IReadOnlyList<double> epochLosses) : IFittedModel
{
    private const int BatchRows = 4096;

    /// <inheritdoc/>
    public IReadOnlyList<double> EpochLosses => epochLosses;

    /// <inheritdoc/>
    public LinearWeights? Linear => null;

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        using var withoutGradients = no_grad();
        List<double> predictions = [];
        for (var start = 0; start < features.RowCount; start += BatchRows)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchRows, features.RowCount - start);
            var values = features.Values.AsSpan(start * features.Width, count * features.Width).ToArray();
            var scores = network.forward(tensor(values, [count, features.Width]));
            scores = scale is null ? nn.functional.softmax(scores, 1) : (scores * scale.Deviation) + scale.Mean;
            predictions.AddRange(scores.to(ScalarType.Float64).data<double>().ToArray());
        }

        return [.. predictions];
    }

    /// <inheritdoc/>
    public OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue features) =>
        MlpGraph.Append(graph, features, Layers(), scale);

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private IReadOnlyList<DenseLayer> Layers() =>
    [
        .. network.children().OfType<Linear>().Select(layer => new DenseLayer(
            layer.weight!.detach().data<float>().ToArray(), layer.bias!.detach().data<float>().ToArray())),
    ];
}

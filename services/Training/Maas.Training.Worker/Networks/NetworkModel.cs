using Maas.Onnx.Building;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks;

/// <summary>A trained network. Owns it. Not thread-safe.</summary>
/// <param name="network">On the CPU. Its last layer gives one logit per class or one standardised number.</param>
/// <param name="scale">For regression; null for classification.</param>
/// <param name="history">How it was learnt.</param>
internal sealed class NetworkModel(Network network, TargetScale? scale, LearningHistory history) : IFittedModel
{
    private const int BatchNumbers = 1 << 20;

    /// <summary>The network.</summary>
    public Network Network => network;

    /// <inheritdoc/>
    public LearningHistory History => history;

    /// <inheritdoc/>
    public LinearWeights? Linear => field ??= network.AsLinear(scale);

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        using var withoutGradients = no_grad();
        network.Modules.eval();
        var predictions = new List<double>(features.RowCount * (int)network.OutputShape.Single());
        var batch = Math.Clamp(BatchNumbers / features.Width, 1, 1024);
        for (var start = 0; start < features.RowCount; start += batch)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(batch, features.RowCount - start);
            var values = features.Values.AsSpan(start * features.Width, count * features.Width).ToArray();
            var scores = network.Forward(tensor(values, [count, features.Width])).to(ScalarType.Float64);
            scores = scale is null ? nn.functional.softmax(scores, 1) : (scores * scale.Deviation) + scale.Mean;
            predictions.AddRange(scores.data<double>().ToArray());
        }

        return [.. predictions];
    }

    /// <inheritdoc/>
    public OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue features)
    {
        network.Modules.eval();
        var scores = network.AppendTo(graph, features);
        if (scale is null)
        {
            return scores;
        }

        var spread = graph.Node("Mul", "spread", [scores, graph.Floats("target_deviation", [scale.Deviation])]);
        return graph.Node("Add", "scores", [spread, graph.Floats("target_mean", [scale.Mean])]);
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}

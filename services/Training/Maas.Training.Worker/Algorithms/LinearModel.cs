using Maas.Onnx.Building;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;

namespace Maas.Training.Worker.Algorithms;

/// <summary>A fitted linear model, for regression or classification. Immutable.</summary>
/// <param name="weights">One output for regression; one per class for classification.</param>
/// <param name="isClassifier">Whether the scores are logits.</param>
internal sealed class LinearModel(LinearWeights weights, bool isClassifier) : IFittedModel
{
    /// <inheritdoc/>
    public LearningHistory History => LearningHistory.None;

    /// <inheritdoc/>
    public LinearWeights Linear => weights;

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        var outputs = weights.OutputCount;
        var scores = new double[features.RowCount * outputs];
        for (var row = 0; row < features.RowCount; row++)
        {
            var x = features.Row(row);
            var target = scores.AsSpan(row * outputs, outputs);
            for (var k = 0; k < outputs; k++)
            {
                target[k] = weights.Intercepts[k] + Dot(weights.Row(k), x);
            }

            if (isClassifier)
            {
                Softmax.InPlace(target);
            }
        }

        return scores;
    }

    /// <inheritdoc/>
    public OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue features) =>
        LinearGraph.Append(graph, features, weights);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static double Dot(ReadOnlySpan<double> weights, ReadOnlySpan<float> x)
    {
        double sum = 0;
        for (var j = 0; j < x.Length; j++)
        {
            sum += weights[j] * x[j];
        }

        return sum;
    }
}

using Maas.Onnx.Building;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Algorithms;

/// <summary>A model as its trainer knows it: it can predict, and it can write itself as ONNX nodes.</summary>
internal interface IFittedModel : IDisposable
{
    /// <summary>How it was learnt.</summary>
    LearningHistory History { get; }

    /// <summary>The weights of a linear model; null for others.</summary>
    LinearWeights? Linear { get; }

    /// <summary>
    /// The trainer's own predictions: shape [rows, 1] with the target's unit for regression, [rows, classes] with
    /// probabilities for classification, row-major.
    /// </summary>
    double[] Predict(FeatureMatrix features);

    /// <summary>
    /// Adds the nodes that compute FLOAT [N, 1] with the target's unit for regression, FLOAT [N, classes] with
    /// logits for classification.
    /// </summary>
    OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue features);
}

using Maas.Onnx.Building;

namespace Maas.Training.Worker.Calibration;

/// <summary>How logits become probabilities, and these a class. Immutable.</summary>
/// <param name="Calibrator">Makes the probabilities.</param>
/// <param name="Threshold">Of two classes, from which probability on the second is the answer.</param>
internal sealed record ClassDecision(Calibrator Calibrator, double Threshold)
{
    /// <summary>The model's own probabilities, and the likeliest class.</summary>
    public static ClassDecision Plain { get; } = new(new Uncalibrated(), DecisionThreshold.Even);

    /// <summary>Adds the nodes that pick a class.</summary>
    /// <param name="graph">Gets them.</param>
    /// <param name="probabilities">FLOAT [N, classes].</param>
    /// <returns>INT64 [N].</returns>
    public OnnxValue AppendIndex(OnnxGraphBuilder graph, OnnxValue probabilities)
    {
        if (Threshold == DecisionThreshold.Even)
        {
            return graph.Node(
                "ArgMax", "label_index", [probabilities], OnnxArgument.Of("axis", 1), OnnxArgument.Of("keepdims", 0));
        }

        var second = graph.Node(
            "Gather", "decided_on", [probabilities, graph.Int64s("decided_class", [1])], OnnxArgument.Of("axis", 1));
        var isSecond = graph.Node("GreaterOrEqual", "is_second", [second, graph.Floats("threshold", [(float)Threshold])]);
        return graph.Cast("label_index", isSecond, OnnxElementType.Int64);
    }
}

using System.Globalization;
using Maas.Onnx.Building;
using Maas.Training.Worker.Algorithms;

namespace Maas.Training.Worker.Export;

/// <summary>Writes a multilayer perceptron as Gemm and Relu in turn.</summary>
internal static class MlpGraph
{
    /// <param name="graph">Gets the nodes.</param>
    /// <param name="features">FLOAT [N, width].</param>
    /// <param name="layers">At least one; Relu after all but the last.</param>
    /// <param name="scale">Brings a standardised number into the target's unit; null for classes.</param>
    /// <returns>FLOAT [N, outputs].</returns>
    public static OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue features, IReadOnlyList<DenseLayer> layers, TargetScale? scale)
    {
        var value = features;
        for (var i = 0; i < layers.Count; i++)
        {
            value = Dense(graph, value, layers[i], i.ToString(CultureInfo.InvariantCulture));
            if (i < layers.Count - 1)
            {
                value = graph.Node("Relu", $"hidden{i}", [value]);
            }
        }

        if (scale is null)
        {
            return value;
        }

        var spread = graph.Node("Mul", "spread", [value, graph.Floats("target_deviation", [scale.Deviation])]);
        return graph.Node("Add", "scores", [spread, graph.Floats("target_mean", [scale.Mean])]);
    }

    private static OnnxValue Dense(OnnxGraphBuilder graph, OnnxValue value, DenseLayer layer, string number)
    {
        long outputs = layer.Biases.Length;
        var weights = graph.Floats($"weights{number}", layer.Weights, outputs, layer.Weights.Length / outputs);
        var biases = graph.Floats($"biases{number}", layer.Biases, outputs);
        return graph.Node("Gemm", $"dense{number}", [value, weights, biases], OnnxArgument.Of("transB", 1));
    }
}

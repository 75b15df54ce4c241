using Maas.Onnx.Building;
using Maas.Training.Worker.Algorithms;

namespace Maas.Training.Worker.Export;

/// <summary>
/// Writes a linear model as one Gemm in double precision: features that are not scaled would cost single
/// precision the digits that the parity gate asks for.
/// </summary>
internal static class LinearGraph
{
    /// <returns>FLOAT [N, outputs].</returns>
    public static OnnxValue Append(OnnxGraphBuilder graph, OnnxValue features, LinearWeights weights)
    {
        var coefficients = graph.Doubles("coefficients", weights.Coefficients, weights.OutputCount, weights.Width);
        var intercepts = graph.Doubles("intercepts", weights.Intercepts, weights.OutputCount);
        var wide = graph.Cast("features_wide", features, OnnxElementType.Double);
        var scores = graph.Node("Gemm", "scores_wide", [wide, coefficients, intercepts], OnnxArgument.Of("transB", 1));
        return graph.Cast("scores", scores, OnnxElementType.Float);
    }
}

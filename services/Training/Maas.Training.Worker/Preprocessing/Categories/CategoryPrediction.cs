using Maas.Onnx.Building;
using Maas.Training.Worker.Algorithms;

namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>Tells what is missing of one categorical column: the class with the largest score. Immutable.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Classes">Its categories, two or more, the most frequent first, which is taken where scores are equal.</param>
/// <param name="Weights">One output per class; of the predictors that are made of the column itself, 0.</param>
internal sealed record CategoryPrediction(string Column, IReadOnlyList<string> Classes, LinearWeights Weights)
{
    // Scores are compared in steps of a millionth: those that differ only in how a machine adds them up, as of classes with the same
    // rows, are equal on all machines.
    private const double StepsOfOne = 1 << 20;

    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">Gets them.</param>
    /// <param name="input">The column, STRING [N, 1]; empty is missing.</param>
    /// <param name="predictors">DOUBLE [N, width].</param>
    /// <returns>The column with something in the place of what is missing, STRING [N, 1].</returns>
    public OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue input, OnnxValue predictors)
    {
        var coefficients = graph.Doubles($"{Column}_fill_weights", Weights.Coefficients, Weights.OutputCount, Weights.Width);
        var intercepts = graph.Doubles($"{Column}_fill_intercepts", Weights.Intercepts, Weights.OutputCount);
        var scores = graph.Node("Gemm", $"{Column}_fill_scores", [predictors, coefficients, intercepts], OnnxArgument.Of("transB", 1));
        var stretched = graph.Node("Mul", $"{Column}_fill_stretched", [scores, graph.Doubles($"{Column}_fill_steps", [StepsOfOne])]);
        var best = graph.Node(
            "ArgMax", $"{Column}_fill_class", [graph.Node("Round", $"{Column}_fill_rounded", [stretched])],
            OnnxArgument.Of("axis", 1), OnnxArgument.Of("keepdims", 1));
        var predicted = graph.Node(
            "Gather", $"{Column}_predicted", [graph.Strings($"{Column}_fill_classes", [.. Classes], Classes.Count), best]);
        var missing = graph.Node("Equal", $"{Column}_unknown", [input, graph.Strings($"{Column}_unknown_text", [""])]);
        return graph.Node("Where", $"{Column}_known", [missing, predicted, input]);
    }
}

using Maas.Onnx.Building;

namespace Maas.Training.Worker.Preprocessing.Texts;

/// <summary>Cuts texts into words, in the graph: the vocabulary is made of what these very nodes give.</summary>
internal static class WordGraph
{
    // Letters, digits and underscores of all scripts.
    private const string Word = "[\\p{L}\\p{N}_]+";

    /// <param name="graph">Gets the nodes.</param>
    /// <param name="column">Name of the column.</param>
    /// <param name="input">STRING [N, 1].</param>
    /// <param name="isCaseSensitive">Whether upper case is kept.</param>
    /// <returns>STRING [N, words of the longest], empty behind the end of a text.</returns>
    public static OnnxValue Append(OnnxGraphBuilder graph, string column, OnnxValue input, bool isCaseSensitive)
    {
        // StringNormalizer takes [C] or [1, C] alone.
        var flat = graph.Node("Reshape", $"{column}_flat", [input, graph.Int64s($"{column}_flat_shape", [-1], 1)]);

        // The locale must be named: the usual one is not on every machine, and an empty one is the machine's own.
        var text = isCaseSensitive ? flat : graph.Node(
            "StringNormalizer", $"{column}_lower", [flat],
            OnnxArgument.Of("case_change_action", "LOWER"), OnnxArgument.Of("locale", "C.UTF-8"));
        return graph.Node(
            OnnxOpset.Microsoft, "Tokenizer", $"{column}_words", [text],
            OnnxArgument.Of("mark", 0), OnnxArgument.Of("mincharnum", 1), OnnxArgument.Of("pad_value", ""),
            OnnxArgument.Of("tokenexp", Word));
    }
}

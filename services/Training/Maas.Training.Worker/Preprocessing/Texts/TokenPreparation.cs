using Maas.Onnx.Building;

namespace Maas.Training.Worker.Preprocessing.Texts;

/// <summary>A text becomes the ids of its first words: 0 behind its end, 1 for a word that was never seen, 2 and on for the others.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="IsCaseSensitive">Whether upper case is kept.</param>
/// <param name="Words">Distinct, the first has the id 2; at least one.</param>
/// <param name="Length">Ids of a text.</param>
internal sealed record TokenPreparation(string Column, bool IsCaseSensitive, IReadOnlyList<string> Words, int Length) : ColumnPreparation(Column)
{
    /// <summary>Ids are 0 to this, left out.</summary>
    public int TokenCount => Words.Count + 2;

    public override IReadOnlyList<string> FeatureNames => [.. Enumerable.Range(1, Length).Select(place => $"{Column}:{place}")];

    public override OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue input)
    {
        var ids = graph.Node(
            OnnxOpset.MachineLearning, "LabelEncoder", $"{Column}_ids", [WordGraph.Append(graph, Column, input, IsCaseSensitive)],
            OnnxArgument.Of("keys_strings", (IEnumerable<string>)["", .. Words]),
            OnnxArgument.Of("values_floats", (IEnumerable<float>)[0, .. Enumerable.Range(2, Words.Count).Select(id => (float)id)]),
            OnnxArgument.Of("default_float", 1f));

        // As many zeros as ids are wanted behind them, then the first of both: longer and shorter texts alike.
        var rows = graph.Node("Shape", $"{Column}_rows", [input], OnnxArgument.Of("start", 0), OnnxArgument.Of("end", 1));
        var shape = graph.Node(
            "Concat", $"{Column}_padding_shape", [rows, graph.Int64s($"{Column}_length", [Length], 1)], OnnxArgument.Of("axis", 0));
        var padding = graph.Node("Expand", $"{Column}_padding", [graph.Floats($"{Column}_zero", [0]), shape]);
        var padded = graph.Node("Concat", $"{Column}_padded", [ids, padding], OnnxArgument.Of("axis", 1));
        return graph.Node(
            "Slice", $"{Column}_tokens",
            [
                padded, graph.Int64s($"{Column}_begin", [0], 1), graph.Int64s($"{Column}_end", [Length], 1),
                graph.Int64s($"{Column}_axis", [1], 1),
            ]);
    }
}

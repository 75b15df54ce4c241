using Maas.Onnx.Building;
using Maas.Training.Plans;
using Maas.Training.Worker.Preprocessing.Numbers;

namespace Maas.Training.Worker.Preprocessing.Texts;

/// <summary>A text becomes the weights of its terms, divided by their Euclidean length.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="IsCaseSensitive">Whether upper case is kept.</param>
/// <param name="Terms">Words with a space between them, distinct, ordered by their number of words; at least one.</param>
/// <param name="Weights">What a term's count is multiplied with.</param>
internal sealed record TermPreparation(string Column, bool IsCaseSensitive, IReadOnlyList<string> Terms, IReadOnlyList<float> Weights)
    : ColumnPreparation(Column)
{
    public override IReadOnlyList<string> FeatureNames => [.. Terms.Select(term => $"{Column}:{term}")];

    public override OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue input)
    {
        string[][] terms = [.. Terms.Select(term => term.Split(' '))];
        var longest = terms[^1].Length;

        // Where in the pool, which is all words of all terms in a row, the terms of each length begin.
        long[] starts = [.. Enumerable.Range(1, longest).Select(length => terms.Where(term => term.Length < length).Sum(term => (long)term.Length))];
        var counts = graph.Node(
            "TfIdfVectorizer", $"{Column}_terms", [WordGraph.Append(graph, Column, input, IsCaseSensitive)],
            OnnxArgument.Of("mode", "TFIDF"),
            OnnxArgument.Of("min_gram_length", 1),
            OnnxArgument.Of("max_gram_length", longest),
            OnnxArgument.Of("max_skip_count", 0),
            OnnxArgument.Of("pool_strings", terms.SelectMany(term => term)),
            OnnxArgument.Of("ngram_counts", starts),
            OnnxArgument.Of("ngram_indexes", Enumerable.Range(0, Terms.Count).Select(index => (long)index)),
            OnnxArgument.Of("weights", Weights));
        return RowNormalizationGraph.Append(graph, counts, RowNormalization.L2);
    }
}

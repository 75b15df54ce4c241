using Maas.Onnx.Building;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>Fills categorical columns with what the other columns tell of them. Immutable.</summary>
/// <param name="Predictors">What is looked at.</param>
/// <param name="Columns">The columns that are filled, one or more.</param>
internal sealed record CategoryPredictions(PredictorBlock Predictors, IReadOnlyList<CategoryPrediction> Columns)
{
    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">Gets them.</param>
    /// <param name="inputs">The raw columns.</param>
    /// <returns>The same, some of them filled.</returns>
    public IReadOnlyDictionary<string, OnnxValue> AppendTo(OnnxGraphBuilder graph, IReadOnlyDictionary<string, OnnxValue> inputs)
    {
        var predictors = graph.Cast("predictors_wide", Predictors.AppendTo(graph, inputs), OnnxElementType.Double);
        var filled = new Dictionary<string, OnnxValue>(inputs, StringComparer.Ordinal);
        foreach (var column in Columns)
        {
            filled[column.Column] = column.AppendTo(graph, inputs[column.Column], predictors);
        }

        return filled;
    }

    /// <summary>The rows, filled by the nodes that serve; other rows and columns as they are.</summary>
    /// <param name="rows">One column per feature of the plan.</param>
    /// <param name="threads">Threads within an operator.</param>
    public RawRows Fill(RawRows rows, int threads)
    {
        HashSet<string> needed = [.. Predictors.Owners, .. Columns.Select(column => column.Column)];
        var known = rows with { Columns = [.. rows.Columns.Where(column => needed.Contains(column.Name))] };
        var graph = new OnnxGraphBuilder("predictions");
        var outputs = AppendTo(graph, PreparationGraph.AppendInputs(graph, known));
        using var session = new ArtifactSession(
            graph.Build([.. Columns.Select(column => new OnnxOutput(outputs[column.Column], OnnxElementType.String, OnnxDimension.Batch, 1))]), threads);
        return rows with
        {
            Columns =
            [
                .. rows.Columns.Select(column => Columns.Any(filled => filled.Column == column.Name)
                    ? column with { Texts = Fill(session, known, column.Texts!, outputs[column.Name].Name) }
                    : column),
            ],
        };
    }

    private static string[] Fill(ArtifactSession session, RawRows rows, string[] texts, string output)
    {
        int[] gaps = [.. Enumerable.Range(0, texts.Length).Where(row => texts[row].Length == 0)];
        var filled = (string[])texts.Clone();
        foreach (var (place, text) in session.RunTexts(rows.Take(gaps), output).Index())
        {
            filled[gaps[place]] = text;
        }

        return filled;
    }
}

using System.Globalization;
using Maas.Inference.Calls;
using Maas.Inference.Models;

namespace Maas.Inference.Predictions;

/// <summary>Makes predictions out of output tensors.</summary>
internal static class PredictionReading
{
    /// <summary>One prediction per row, in order.</summary>
    public static IReadOnlyList<RowPrediction> Read(PredictionSchema schema, CallAnswer answer)
    {
        var value = ColumnOf(answer, schema.ValueOutput);
        var label = ColumnOf(answer, schema.LabelOutput);
        var scores = ScoresOf(answer, schema);
        var predictions = new RowPrediction[answer.RowCount];
        for (var row = 0; row < predictions.Length; row++)
        {
            predictions[row] = value is not null
                ? new RowPrediction(answer.PredictionIds[row], value.Number(row), null, null, [])
                : Classified(answer.PredictionIds[row], label, scores, schema.ClassLabels, row);
        }

        return predictions;
    }

    private static RowPrediction Classified(
        Guid id, TensorColumn? label, TensorColumn? scores, IReadOnlyList<string> classes, int row)
    {
        var classScores = new (string Label, double Score)[scores is null ? 0 : classes.Count];
        var best = 0;
        for (var i = 0; i < classScores.Length; i++)
        {
            classScores[i] = (classes[i], scores!.Number((row * classes.Count) + i));
            best = classScores[i].Score > classScores[best].Score ? i : best;
        }

        var name = label is null ? classes[best] : TextOf(label, row);
        var score = Array.Find(classScores, score => score.Label == name);
        return new RowPrediction(id, null, name, score.Label is null ? null : score.Score, classScores);
    }

    private static string TextOf(TensorColumn column, int row) => column.IsText
        ? column.Text(row)
        : column.Number(row).ToString("R", CultureInfo.InvariantCulture);

    private static TensorColumn? ColumnOf(CallAnswer answer, string? name) => name is null
        ? null
        : Column(answer.Output(name)!, answer.RowCount, $"one value per row, {answer.RowCount} in all");

    private static TensorColumn? ScoresOf(CallAnswer answer, PredictionSchema schema) => schema.ScoresOutput is null
        ? null
        : Column(
            answer.Output(schema.ScoresOutput)!, answer.RowCount * schema.ClassLabels.Count,
            $"{schema.ClassLabels.Count} scores per row, one per class of the signature");

    private static TensorColumn Column(Tensor tensor, int count, string expected) =>
        TensorColumn.TryMake(tensor with { Shape = [tensor.ElementCount] }, count, out var column)
            ? column
            : throw InferenceErrors.NotSupported(
                $"named values here: output '{tensor.Name}' holds {tensor.ElementCount} values, expected {expected}. Use ModelInfer");
}

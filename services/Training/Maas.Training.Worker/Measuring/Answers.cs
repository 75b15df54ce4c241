using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Measuring;

/// <summary>What the exported artifact answers to every row of the table.</summary>
/// <param name="Scores">Shape [rows, width], row-major: predicted numbers, or probabilities.</param>
/// <param name="Labels">Predicted labels; empty for regression.</param>
/// <param name="Width">Scores per row.</param>
internal sealed record Answers(float[] Scores, string[] Labels, int Width)
{
    /// <summary>Asks the artifact.</summary>
    public static Answers Of(ModelSession artifact, TrainingData data)
    {
        var (scores, labels) = artifact.Predict(data.Rows);
        return new Answers(scores, labels, Math.Max(1, data.Target.Labels.Count));
    }

    /// <summary>Metrics of the training rows and, when there are any, of the validation and test rows.</summary>
    public SortedDictionary<string, double> Metrics(TrainingData data)
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (prefix, rows) in (ReadOnlySpan<(string, int[])>)[("train", data.TrainRows), ("validation", data.ValidationRows), ("test", data.TestRows)])
        {
            if (rows.Length > 0)
            {
                AddTo(metrics, prefix, data, rows);
            }
        }

        return metrics;
    }

    /// <summary>Confusion matrix of the test rows, or of the training rows; empty for regression.</summary>
    public long[] Confusion(TrainingData data)
    {
        var rows = data.TestRows.Length > 0 ? data.TestRows : data.TrainRows;
        return Labels.Length == 0
            ? []
            : ClassificationMetrics.Confusion(data.Target.Take(rows).Classes, PredictedClasses(data, rows), Width);
    }

    /// <summary>Scores of some rows, in the order of <paramref name="rows"/>.</summary>
    public float[] ScoresOf(int[] rows) => new FeatureMatrix(Scores, Scores.Length / Width, Width).Take(rows).Values;

    /// <summary>The predictions as a column: labels, or numbers.</summary>
    public RawColumn AsColumn() => Labels.Length > 0
        ? new RawColumn("prediction", null, Labels)
        : new RawColumn("prediction", Scores, null);

    /// <summary>The class that is predicted for some rows, in the order of <paramref name="rows"/>.</summary>
    public int[] PredictedClasses(TrainingData data, int[] rows)
    {
        var index = data.Target.Labels.Index()
            .ToDictionary(label => label.Item, label => label.Index, StringComparer.Ordinal);
        return Array.ConvertAll(rows, row => index[Labels[row]]);
    }

    private void AddTo(IDictionary<string, double> metrics, string prefix, TrainingData data, int[] rows)
    {
        var target = data.Target.Take(rows);
        if (Labels.Length == 0)
        {
            RegressionMetrics.AddTo(metrics, prefix, target.Values, ScoresOf(rows));
            return;
        }

        ClassificationMetrics.AddTo(
            metrics, prefix, target.Classes, PredictedClasses(data, rows), ScoresOf(rows), Width);
    }
}

using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Measuring;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Explaining;

/// <summary>
/// What each raw column is worth to an artifact: what its quality falls by when the column is shuffled among the rows, so that it
/// no longer goes with the others and the target. Columns that tell the same share their worth, which may make both look small.
/// </summary>
/// <remarks>Source: Breiman, "Random forests", 2001, section 10; Fisher, Rudin and Dominici, "All models are wrong, but many are useful", 2019.</remarks>
/// <param name="artifact">The exported model.</param>
/// <param name="task">One of <see cref="LearningTask"/>.</param>
/// <param name="seed">Decides the shuffles.</param>
/// <param name="treeCount">Trees that a row passes; 0 for models of another kind.</param>
internal sealed class PermutationImportance(ModelSession artifact, string task, long seed, int treeCount)
{
    private const int Repeats = 5;
    private const int MostRows = 2000;
    private const int FewestRows = 100;

    // Each column is asked about by itself, with all others beside it.
    private const int MostColumns = 1000;
    private const int MostPredictions = 2_000_000;

    // A tree costs a row about 40 ns, so that trees without number do not take longer than they took to grow. Not bounded by the clock: the same training is
    // told the same.
    private const long MostTrees = 1 << 26;

    /// <summary>
    /// The worth of each column on the test rows, or on the training rows when there are none, with how many of them, and the metric it is measured in: up to 2,000,
    /// of many columns or trees down to 100.
    /// </summary>
    public (string Metric, int RowCount, IReadOnlyList<ImportanceOutcome> Importances) Measure(TrainingData data)
    {
        var columns = data.Rows.Columns.Count;
        var rows = data.TestRows.Length > 0 ? data.TestRows : data.TrainRows;
        var most = Math.Min(MostPredictions, MostTrees / Math.Max(1, treeCount)) / (Repeats * columns);
        var sample = EvenRows.Of(rows, (int)Math.Clamp(most, FewestRows, MostRows));
        var (raw, target) = (data.Rows.Take(sample), data.Target.Take(sample));
        if (columns > MostColumns || ScoreOf(raw, target) is not { } whole)
        {
            return ("", 0, []);
        }

        var random = new Random((int)(seed ^ (seed >> 32)));
        var measure = task == LearningTask.Clustering ? "same_cluster" : target.Labels.Count > 0 ? "accuracy" : "r2";
        var metric = $"{(data.TestRows.Length > 0 ? "test" : "train")}.{measure}";
        return (metric, sample.Length, [.. Enumerable.Range(0, columns).Select(column => Measure(raw, target, column, whole, random))]);
    }

    private ImportanceOutcome Measure(RawRows rows, Target target, int column, double whole, Random random)
    {
        var order = Enumerable.Range(0, rows.Count).ToArray();
        var falls = new double[Repeats];
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            random.Shuffle(order);
            var shuffled = rows.Columns.ToArray();
            shuffled[column] = shuffled[column].Take(order);
            falls[repeat] = whole - ScoreOf(rows with { Columns = shuffled }, target)!.Value;
        }

        var mean = falls.Average();
        return new ImportanceOutcome(rows.Columns[column].Name, mean, Math.Sqrt(falls.Average(fall => (fall - mean) * (fall - mean))));
    }

    // Null when it cannot be told: numbers without spread. The truth of a cluster is the one it was without the shuffle.
    private double? ScoreOf(RawRows rows, Target target)
    {
        var (scores, labels) = artifact.Predict(rows);
        if (labels.Length > 0)
        {
            return (double)labels.Index().Count(label => label.Item == target.Labels[target.Classes[label.Index]]) / labels.Length;
        }

        var metrics = new Dictionary<string, double>();
        RegressionMetrics.AddTo(metrics, "all", target.Values, scores);
        return metrics.TryGetValue("all.r2", out var r2) ? r2 : null;
    }
}

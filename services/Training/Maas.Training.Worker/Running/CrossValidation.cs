using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Calibration;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;
using Maas.Training.Worker.Measuring;
using Maas.Training.Worker.Networks.Learning;
using Maas.Training.Worker.Preprocessing;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Running;

/// <summary>
/// Trains the same plan again for each fold, on the rows of the others, and measures each artifact on the rows of its fold. Everything
/// is fitted anew, the preparation too.
/// </summary>
/// <param name="plan">What is trained.</param>
/// <param name="data">Has the folds.</param>
/// <param name="progress">Its time is kept.</param>
/// <param name="time">For checkpoints, of which there are none.</param>
internal sealed class CrossValidation(TrainingPlan plan, TrainingData data, ProgressWriter progress, TimeProvider time)
{
    private const string Measured = "test.";

    /// <summary>
    /// <c>cross_validation.{metric}</c>, the mean of the folds, and <c>cross_validation.{metric}_error</c>, its standard error: the deviation of the
    /// folds over the root of their number; and <c>cross_validation.fold_count</c>. Empty when the time was spent before two folds were whole.
    /// </summary>
    /// <exception cref="MaasException"><c>DIVERGED</c>, <c>DATA_UNSUITABLE</c>: the rows of a fold lack a class, or values.</exception>
    public SortedDictionary<string, double> Measure()
    {
        List<IReadOnlyDictionary<string, double>> folds = [];
        foreach (var fold in data.Folds)
        {
            if (progress.IsTimeSpent)
            {
                break;
            }

            var measured = Measure(data.Without(fold, plan));
            if (!progress.IsTimeSpent)
            {
                folds.Add(measured);
            }
        }

        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (folds.Count < 2)
        {
            return metrics;
        }

        // A metric that one fold cannot tell, such as that of numbers without spread, is told by none.
        foreach (var name in folds[0].Keys.Where(name => name.StartsWith(Measured, StringComparison.Ordinal) && folds.All(fold => fold.ContainsKey(name))))
        {
            var values = folds.Select(fold => fold[name]).ToList();
            var mean = values.Average();
            var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
            metrics[$"cross_validation.{name[Measured.Length..]}"] = mean;
            metrics[$"cross_validation.{name[Measured.Length..]}_error"] = Math.Sqrt(variance / values.Count);
        }

        metrics["cross_validation.fold_count"] = folds.Count;
        return metrics;
    }

    private SortedDictionary<string, double> Measure(TrainingData fold)
    {
        var graph = new ModelGraph(plan, fold.Preparation);
        using var preparer = graph.OpenPreparer(plan.Threads);
        var rows = TrainingRows.Prepare(plan, fold, preparer);
        using var model = Fit(rows);
        var decision = new DecisionFitting(plan, Fit).Fit(model, rows);
        using var artifact = new ModelSession(graph.BuildModel(model, fold.Target.Labels, decision), plan.Threads);
        return Answers.Of(artifact, fold).Metrics(fold);
    }

    private Algorithms.IFittedModel Fit(FittingRows rows) => new ModelFitting(plan, Checkpoint.None(time), progress.Silenced()).Fit(rows);
}

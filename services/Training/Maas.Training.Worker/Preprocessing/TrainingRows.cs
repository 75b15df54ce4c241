using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Preprocessing;

/// <summary>The rows of a plan, prepared.</summary>
internal static class TrainingRows
{
    /// <summary>Training rows, and validation rows when there are some.</summary>
    /// <param name="plan">What is done to each column.</param>
    /// <param name="data">The rows.</param>
    /// <param name="preparer">The preparation of the data.</param>
    public static FittingRows Prepare(TrainingPlan plan, TrainingData data, FeaturePreparer preparer)
    {
        var layout = data.Preparation.Layout;
        var train = plan.Features.Any(feature => feature is { Kind: FeatureKind.Categorical, Encoding: CategoryEncoding.Target })
            ? OutOfFoldFeatures.Prepare(plan, data)
            : preparer.Prepare(data.Rows.Take(data.TrainRows));
        var target = data.Target.Take(data.TrainRows);
        var rows = new FittingRows(layout, train, target) { DecisionFolds = DecisionFoldsOf(data, target.Classes) };
        return data.ValidationRows.Length == 0
            ? rows
            : rows with { Validation = preparer.Prepare(data.Rows.Take(data.ValidationRows)), ValidationTarget = data.Target.Take(data.ValidationRows) };
    }

    // What knows nothing of a class is sure that there is none, and what never sees one cannot be calibrated: then any folds are better.
    private static List<(int[] Others, int[] Held)> DecisionFoldsOf(TrainingData data, int[] classes)
    {
        int[] all = [.. Enumerable.Range(0, data.TrainRows.Length)];
        var classCount = data.Target.Labels.Count;
        List<(int[] Others, int[] Held)> folds = [.. data.DecisionFolds
            .Select(fold => (Array.FindAll(all, row => fold.IsTrain[data.TrainRows[row]]), Array.FindAll(all, row => fold.IsTest[data.TrainRows[row]])))];
        folds.RemoveAll(fold => CountClasses(fold.Others) < classCount);
        return CountClasses(folds.SelectMany(fold => fold.Held)) == classCount ? folds : [];

        int CountClasses(IEnumerable<int> rows) => rows.Select(row => classes[row]).Distinct().Count();
    }
}

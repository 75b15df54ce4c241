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
        return data.ValidationRows.Length == 0
            ? new FittingRows(layout, train, data.Target.Take(data.TrainRows))
            : new FittingRows(
                layout, train, data.Target.Take(data.TrainRows),
                preparer.Prepare(data.Rows.Take(data.ValidationRows)), data.Target.Take(data.ValidationRows));
    }
}

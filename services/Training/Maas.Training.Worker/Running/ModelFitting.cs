using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Running;

/// <summary>Picks the algorithm of a plan and fits it on the training rows.</summary>
internal static class ModelFitting
{
    /// <param name="plan">Algorithm and knobs.</param>
    /// <param name="features">The training rows, prepared.</param>
    /// <param name="target">Their targets: one entry per row of <paramref name="features"/>.</param>
    /// <param name="progress">Told every epoch.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>; <c>SPEC_INVALID</c>.</exception>
    public static IFittedModel Fit(TrainingPlan plan, FeatureMatrix features, Target target, ProgressWriter progress)
    {
        var epochs = plan.Algorithm == Algorithm.Mlp ? plan.EpochCount : 0;
        progress.BeginTraining(epochs);
        return (plan.Algorithm, plan.Task) switch
        {
            (Algorithm.LinearRegression, LearningTask.Regression) =>
                LinearRegression.Fit(features, target.Values, plan.L2Penalty),
            (Algorithm.LogisticRegression, LearningTask.Classification) =>
                LogisticRegression.Fit(features, target.Classes, target.Labels.Count, plan.L2Penalty, OnEpoch),
            (Algorithm.Mlp, LearningTask.Regression) =>
                Trainer().FitRegression(features, target.Values),
            (Algorithm.Mlp, LearningTask.Classification) =>
                Trainer().FitClassification(features, target.Classes, target.Labels.Count),
            _ => throw PlanErrors.SpecInvalid($"'{plan.Algorithm}' does not learn '{plan.Task}'."),
        };

        MlpTrainer Trainer() => new(
            new MlpSettings(plan.HiddenUnits, plan.LearningRate, plan.EpochCount, plan.BatchSize, plan.Seed), OnEpoch);

        void OnEpoch(int epoch, double loss) => progress.Epoch(epoch, epochs, loss, features.RowCount);
    }
}

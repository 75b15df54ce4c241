using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Boosting;
using Maas.Training.Worker.Clustering;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Factorising;
using Maas.Training.Worker.Networks;
using Maas.Training.Worker.Networks.Learning;

namespace Maas.Training.Worker.Running;

/// <summary>Picks the algorithm of a plan and fits it.</summary>
/// <param name="plan">Algorithm and knobs.</param>
/// <param name="checkpoint">For those that learn step by step.</param>
/// <param name="progress">Told every step and epoch.</param>
internal sealed class ModelFitting(TrainingPlan plan, Checkpoint checkpoint, ProgressWriter progress)
{
    /// <param name="rows">Prepared rows.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>; <c>SPEC_INVALID</c>; <c>DEVICE_MEMORY_EXCEEDED</c>.</exception>
    public IFittedModel Fit(FittingRows rows)
    {
        var isStepwise = Algorithm.LearnsInSteps(plan.Algorithm, plan.Learning.Solver);
        progress.BeginTraining(
            plan.Algorithm == Algorithm.GradientBoosting ? plan.Boosting.TreeCount
            : Algorithm.LearnsInEpochs(plan.Algorithm, plan.Learning.Solver) ? plan.Learning.EpochCount : 0);
        return (plan.Algorithm, plan.Task) switch
        {
            _ when !Algorithm.Learns(plan.Algorithm, plan.Task) =>
                throw PlanErrors.SpecInvalid($"'{plan.Algorithm}' does not learn '{plan.Task}'."),
            _ when isStepwise => new NetworkFitting(plan, checkpoint, progress).Fit(rows),
            (Algorithm.GradientBoosting, _) => new GradientBoosting(plan, progress).Fit(rows),
            (Algorithm.MatrixFactorisation, _) => new MatrixFactorisation(plan, progress).Fit(rows),
            (Algorithm.KMeans, _) => new KMeans(
                plan.ClusterCount, plan.Seed,
                (iteration, loss) => progress.Epoch(iteration, loss, validationLoss: null, rows.Train.RowCount)).Fit(rows.Train),
            (Algorithm.LinearRegression, _) => LinearRegression.Fit(rows.Train, rows.TrainTarget.Values, plan.L2Penalty),
            (Algorithm.LogisticRegression, _) => LogisticRegression.Fit(
                rows.Train, rows.TrainTarget, plan.ClassWeighting, plan.L2Penalty,
                (iteration, loss) =>
                {
                    progress.Epoch(iteration, loss, validationLoss: null, rows.Train.RowCount);
                    return !progress.IsTimeSpent;
                }),
            _ => throw PlanErrors.SpecInvalid($"the algorithm '{plan.Algorithm}' is unknown."),
        };
    }
}

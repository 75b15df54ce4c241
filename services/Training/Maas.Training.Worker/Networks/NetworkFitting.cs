using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Networks.Learning;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks;

/// <summary>
/// Learns the network of a plan: cross-entropy for classes, squared error of the standardised target for numbers.
/// </summary>
/// <param name="plan">Algorithm, layers and knobs.</param>
/// <param name="checkpoint">Kept now and then.</param>
/// <param name="observer">Told every step.</param>
internal sealed class NetworkFitting(TrainingPlan plan, Checkpoint checkpoint, ILearningObserver observer)
{
    // Adam divides the first step by 1 - beta, 0.1; beyond this it does not fit in single precision.
    private const double MaxLearningRate = float.MaxValue / 100;

    /// <param name="rows">Prepared rows to learn from, and to compare epochs on.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>, <c>SPEC_INVALID</c>.</exception>
    public NetworkModel Fit(FittingRows rows)
    {
        var learning = plan.Algorithm is Algorithm.LinearRegression or Algorithm.LogisticRegression
            ? plan.Learning with { WeightDecay = plan.L2Penalty / rows.Train.RowCount }
            : plan.Learning;
        if (learning.LearningRate > MaxLearningRate)
        {
            throw PlanErrors.Diverged("after the first step");
        }

        var scale = plan.Task == LearningTask.Regression ? TargetScale.Of(rows.TrainTarget.Values) : null;
        random.manual_seed(plan.Seed);
        var network = new Network(
            NetworkDesign.Of(plan.Algorithm, plan.Network, rows.Layout, scale is null ? rows.TrainTarget.Labels.Count : 1), rows.Layout.Width);
        try
        {
            using var classWeights = scale is null ? WeightsOf(rows.TrainTarget) : null;
            using var train = LearningRows.Of(rows.Train, rows.TrainTarget, scale);
            using var validation = rows.Validation is { } held ? LearningRows.Of(held, rows.ValidationTarget!, scale) : null;
            var learner = new NetworkLearner(network, Loss, learning, plan.Seed, checkpoint, observer, AugmentationOf(rows.Layout));
            return new NetworkModel(network, scale, learner.Learn(train, validation));

            Tensor Loss(Tensor scores, Tensor truth) => scale is null
                ? nn.functional.cross_entropy(scores, truth, weight: classWeights)
                : nn.functional.mse_loss(scores, truth);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private Augmentation? AugmentationOf(FeatureLayout layout) =>
        layout is ImageLayout images && plan.Features is [{ Image: { IsAugmented: true } image }] ? new Augmentation(image, images) : null;

    private Tensor? WeightsOf(Target target) => plan.ClassWeighting == ClassWeighting.None
        ? null
        : tensor(Array.ConvertAll(ClassWeighting.Of(plan.ClassWeighting, target.Classes, target.Labels.Count), weight => (float)weight));
}

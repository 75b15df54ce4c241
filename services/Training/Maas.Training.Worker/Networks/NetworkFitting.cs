using System.Runtime.InteropServices;
using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Devices;
using Maas.Training.Worker.Networks.Learning;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks;

/// <summary>
/// Learns the network of a plan: cross-entropy for classes, squared error of the standardised target for numbers. It is learnt on the device that
/// the plan gets on this machine, and given back on the CPU.
/// </summary>
/// <param name="plan">Algorithm, layers and knobs.</param>
/// <param name="checkpoint">Kept now and then.</param>
/// <param name="observer">Told every step.</param>
internal sealed class NetworkFitting(TrainingPlan plan, Checkpoint checkpoint, ILearningObserver observer)
{
    // Adam divides the first step by 1 - beta, 0.1; beyond this it does not fit in single precision.
    private const double MaxLearningRate = float.MaxValue / 100;

    // Of what is left of a network, the weights are nearly right.
    private const double PrunedRateFactor = 0.3;

    /// <param name="rows">Prepared rows to learn from, and to compare epochs on.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>, <c>SPEC_INVALID</c>, <c>DEVICE_UNAVAILABLE</c>, <c>DEVICE_MEMORY_EXCEEDED</c>.</exception>
    public NetworkModel Fit(FittingRows rows) => Learn(CreateNetwork(rows), rows, plan.Learning, sparsity: null);

    /// <summary>A copy of a network without its smallest weights, the others learnt anew from where they stood.</summary>
    /// <param name="full">What <see cref="Fit"/> made of the same rows.</param>
    /// <param name="rows">Prepared rows to learn from, and to compare epochs on.</param>
    /// <param name="sparsity">Share of the weights that are taken away, in (0, 1).</param>
    /// <param name="epochCount">Passes over the rows, 1 or more.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>, <c>DEVICE_MEMORY_EXCEEDED</c>.</exception>
    public NetworkModel Prune(NetworkModel full, FittingRows rows, double sparsity, int epochCount)
    {
        var network = CreateNetwork(rows);
        BestWeights.Read(network, BestWeights.Write(full.Network));
        var learning = plan.Learning with
        {
            EpochCount = epochCount,
            LearningRate = PrunedRateFactor * plan.Learning.LearningRate,
            Schedule = LearningRateSchedule.Cosine,
            Patience = 0,
        };
        return Learn(network, rows, learning, sparsity);
    }

    private Network CreateNetwork(FittingRows rows)
    {
        if (plan.Learning.LearningRate > MaxLearningRate)
        {
            throw PlanErrors.Diverged("after the first step");
        }

        random.manual_seed(plan.Seed);
        return new Network(
            NetworkDesign.Of(plan.Algorithm, plan.Network, rows.Layout, LearningTask.IsNumeric(plan.Task) ? 1 : rows.TrainTarget.Labels.Count),
            rows.Layout.Width);
    }

    private NetworkModel Learn(Network network, FittingRows rows, LearningPlan settings, double? sparsity)
    {
        var scale = LearningTask.IsNumeric(plan.Task) ? TargetScale.Of(rows.TrainTarget.Values) : null;
        try
        {
            network.MoveTo(DeviceChoice.Of(plan).Device);
            using var classWeights = scale is null ? WeightsOf(rows.TrainTarget)?.to(network.Device, disposeAfter: true) : null;
            using var train = LearningRows.Of(rows.Train, rows.TrainTarget, scale);
            using var validation = rows.Validation is { } held ? LearningRows.Of(held, rows.ValidationTarget!, scale) : null;
            using var mask = sparsity is { } share ? WeightMask.Of(network, share) : null;
            var learner = new NetworkLearner(
                network, Loss, settings with { WeightDecay = DecayOf(rows, isNumeric: scale is not null) }, plan.Seed, checkpoint, observer,
                AugmentationOf(rows.Layout), mask);
            var history = learner.Learn(train, validation);
            network.MoveTo(CPU);
            return new NetworkModel(network, scale, history);

            Tensor Loss(Tensor scores, Tensor truth) => scale is null
                ? CrossEntropy(scores, truth, classWeights)
                : nn.functional.mse_loss(scores, truth);
        }
        catch (Exception error)
        {
            network.Dispose();
            if (IsDeviceFull(error))
            {
                throw PlanErrors.DeviceMemoryExceeded(DeviceChoice.Of(plan).Name, settings.BatchSize, error);
            }

            throw;
        }
    }

    // "CUDA out of memory. Tried to allocate …", "CUDA error: out of memory", and what cuBLAS and cuDNN answer when they get none. Of the CPU, torch says
    // something else.
    private static bool IsDeviceFull(Exception error) => error is ExternalException
        && (error.Message.Contains("out of memory", StringComparison.Ordinal) || error.Message.Contains("STATUS_ALLOC_FAILED", StringComparison.Ordinal));

    // The penalty stands beside the summed loss, half the squared error of a number. What is learnt is the mean of squared errors; and of two classes
    // each has weights of its own, half of those that one alone would have.
    private double DecayOf(FittingRows rows, bool isNumeric)
    {
        if (plan.Algorithm is not (Algorithm.LinearRegression or Algorithm.LogisticRegression))
        {
            return plan.Learning.WeightDecay;
        }

        var share = isNumeric || rows.TrainTarget.Labels.Count == 2 ? 2 : 1;
        return share * plan.L2Penalty / rows.Train.RowCount;
    }

    // The mean over rows: torch's own would divide by the weights of the batch, and they would cancel.
    private static Tensor CrossEntropy(Tensor scores, Tensor truth, Tensor? classWeights) => classWeights is null
        ? nn.functional.cross_entropy(scores, truth)
        : (nn.functional.cross_entropy(scores, truth, reduction: nn.Reduction.None) * classWeights.index_select(0, truth)).mean();

    private Augmentation? AugmentationOf(FeatureLayout layout) =>
        layout is ImageLayout images && plan.Features is [{ Image: { IsAugmented: true } image }] ? new Augmentation(image, images) : null;

    private Tensor? WeightsOf(Target target) => plan.ClassWeighting == ClassWeighting.None
        ? null
        : tensor(Array.ConvertAll(ClassWeighting.Of(plan.ClassWeighting, target.Classes, target.Labels.Count), weight => (float)weight));
}

using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using TorchSharp;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Learning;

/// <summary>
/// Learns the weights of a network by gradient descent on mini-batches, and keeps those of the best epoch when there are validation
/// rows. On the CPU the same settings, rows, first weights and thread count give the same weights, also when a checkpoint lies between.
/// Used once; not thread-safe.
/// </summary>
/// <param name="network">Has its first weights, on the device that it is learnt on.</param>
/// <param name="loss">Mean loss of scores and truth.</param>
/// <param name="settings">The knobs.</param>
/// <param name="seed">Decides the order of the rows.</param>
/// <param name="checkpoint">Kept between two steps now and then.</param>
/// <param name="observer">Told every step.</param>
/// <param name="augmentation">Changes the rows of every step; null leaves them.</param>
/// <param name="mask">Weights that stay zero; null has none.</param>
internal sealed class NetworkLearner(
    Network network,
    Func<Tensor, Tensor, Tensor> loss,
    LearningPlan settings,
    long seed,
    Checkpoint checkpoint,
    ILearningObserver observer,
    Augmentation? augmentation = null,
    WeightMask? mask = null)
{
    // As many rows as numbers of about four megabytes.
    private const int ValidationBatchNumbers = 1 << 20;

    private readonly LearningState _state = new();
    private readonly BestWeights _best = new(network);

    /// <param name="train">At least one row.</param>
    /// <param name="validation">Rows that the epochs are compared on; null keeps the last epoch.</param>
    /// <exception cref="MaasException"><c>DIVERGED</c>.</exception>
    public LearningHistory Learn(LearningRows train, LearningRows? validation)
    {
        using var optimizer = LearningStep.CreateOptimizer(network, settings);
        var step = new LearningStep(network, optimizer, loss, settings);
        checkpoint.Restore(network, optimizer, _state, _best);
        while (!_state.IsFinished && _state.Epoch < settings.EpochCount && !HasStopped() && !(observer.IsTimeSpent && _state.Epoch > 0))
        {
            RunEpoch(step, optimizer, train);
            EndEpoch(train, validation);
        }

        _state.IsFinished = true;
        checkpoint.KeepEnd(network, optimizer, _state, _best);
        if (validation is not null)
        {
            _best.Restore();
        }

        return new LearningHistory(
            _state.TrainingLosses, _state.ValidationLosses, validation is null ? _state.Epoch : _state.BestEpoch);
    }

    private bool HasStopped() => settings.Patience > 0 && _state.BestEpoch > 0 && _state.Epoch - _state.BestEpoch >= settings.Patience;

    private void RunEpoch(LearningStep step, optim.Optimizer optimizer, LearningRows rows)
    {
        network.Modules.train();
        using var order = OrderOf(_state.Epoch, rows.Count);
        while (_state.RowsDone < rows.Count && !(observer.IsTimeSpent && _state.RowsDone > 0))
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(settings.BatchSize, rows.Count - _state.RowsDone);
            var batch = order.narrow(0, _state.RowsDone, count);
            var done = (_state.Epoch + ((double)_state.RowsDone / rows.Count)) / settings.EpochCount;
            var features = rows.Features.index_select(0, batch).to(network.Device);
            var truth = rows.Truth.index_select(0, batch).to(network.Device);
            SeedDevice();
            _state.LossSum += count * step.Take(augmentation?.Apply(features) ?? features, truth, done);
            mask?.Apply();
            _state.RowsDone += count;
            if (!double.IsFinite(_state.LossSum))
            {
                throw PlanErrors.Diverged($"in epoch {_state.Epoch + 1}");
            }

            observer.Step(_state.Epoch + 1, _state.RowsDone, rows.Count, _state.LossSum / _state.RowsDone);
            checkpoint.KeepNowAndThen(network, optimizer, _state, _best);
        }
    }

    private void EndEpoch(LearningRows train, LearningRows? validation)
    {
        _state.Epoch++;
        _state.TrainingLosses.Add(_state.LossSum / _state.RowsDone);
        (_state.LossSum, _state.RowsDone) = (0, 0);
        if (validation is not null)
        {
            var validationLoss = LossOf(validation);
            if (!double.IsFinite(validationLoss))
            {
                throw PlanErrors.Diverged($"in epoch {_state.Epoch}");
            }

            _state.ValidationLosses.Add(validationLoss);
            if (validationLoss < _state.BestLoss - settings.MinImprovement)
            {
                (_state.BestLoss, _state.BestEpoch) = (validationLoss, _state.Epoch);
                _best.Keep();
            }
        }

        observer.Epoch(
            _state.Epoch, _state.TrainingLosses[^1], validation is null ? null : _state.ValidationLosses[^1], train.Count);
    }

    private double LossOf(LearningRows rows)
    {
        using var withoutGradients = no_grad();
        network.Modules.eval();
        var batch = Math.Clamp(ValidationBatchNumbers / rows.Features.shape[1], 1, 1024);
        double sum = 0;
        for (long start = 0; start < rows.Count; start += batch)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(batch, rows.Count - start);
            sum += count * loss(
                network.Forward(rows.Features.narrow(0, start, count).to(network.Device)),
                rows.Truth.narrow(0, start, count).to(network.Device)).item<float>();
        }

        return sum / rows.Count;
    }

    // What dropout draws on a GPU comes from the GPU's own generator, whose state torch does not hand out for a checkpoint: it begins anew with every step.
    private void SeedDevice()
    {
        if (network.Device.type == DeviceType.CUDA)
        {
            cuda.manual_seed((long)(SeedOf(_state.Epoch) + (ulong)_state.RowsDone));
        }
    }

    private ulong SeedOf(int epoch) => (ulong)seed + ((ulong)epoch * 0x9E3779B97F4A7C15);

    // By a generator of its own, so that the order of an epoch depends on nothing that happened before it.
    private Tensor OrderOf(int epoch, long rows)
    {
        using var generator = new Generator(SeedOf(epoch));
        return randperm(rows, dtype: ScalarType.Int64, generator: generator);
    }
}

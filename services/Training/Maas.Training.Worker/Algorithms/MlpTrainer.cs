using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Algorithms;

/// <summary>
/// Trains a multilayer perceptron with ReLU by Adam on mini-batches: cross-entropy for classes, squared error of
/// the standardised target for numbers. The same settings, rows and thread count give the same weights.
/// </summary>
/// <remarks>
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015; beta 0.9 and 0.999, epsilon 1e-8.
/// </remarks>
/// <param name="settings">The knobs.</param>
/// <param name="onEpoch">Told the number of finished epochs and the mean loss per row of the last.</param>
internal sealed class MlpTrainer(MlpSettings settings, Action<int, double> onEpoch)
{
    // Adam divides the first step by 1 - beta, 0.1; beyond this it does not fit in single precision.
    private const double MaxLearningRate = float.MaxValue / 100;

    /// <summary>Learns numbers.</summary>
    /// <exception cref="MaasException"><c>DIVERGED</c>.</exception>
    public MlpModel FitRegression(FeatureMatrix features, double[] values)
    {
        var scale = TargetScale.Of(values);
        using var targets = tensor(Array.ConvertAll(values, value => (float)((value - scale.Mean) / scale.Deviation)))
            .unsqueeze_(1);
        return Fit(features, targets, 1, scale, (scores, truth) => nn.functional.mse_loss(scores, truth));
    }

    /// <summary>Learns classes.</summary>
    /// <exception cref="MaasException"><c>DIVERGED</c>.</exception>
    public MlpModel FitClassification(FeatureMatrix features, int[] classes, int classCount)
    {
        using var targets = tensor(Array.ConvertAll(classes, c => (long)c));
        return Fit(features, targets, classCount, null, (scores, truth) => nn.functional.cross_entropy(scores, truth));
    }

    private MlpModel Fit(
        FeatureMatrix features, Tensor targets, int outputs, TargetScale? scale, Func<Tensor, Tensor, Tensor> loss)
    {
        if (settings.LearningRate > MaxLearningRate)
        {
            throw PlanErrors.Diverged("after the first step");
        }

        random.manual_seed(settings.Seed);
        var network = Build(features.Width, outputs);
        List<double> losses = [];
        try
        {
            using var x = tensor(features.Values, [features.RowCount, features.Width]);
            using var adam = optim.Adam(network.parameters(), lr: settings.LearningRate);
            for (var epoch = 1; epoch <= settings.EpochCount; epoch++)
            {
                losses.Add(RunEpoch(network, adam, x, targets, loss) / features.RowCount);
                if (!double.IsFinite(losses[^1]))
                {
                    throw PlanErrors.Diverged($"in epoch {epoch}");
                }

                onEpoch(epoch, losses[^1]);
            }

            return new MlpModel(network, scale, losses);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    // Summed loss of all rows, each seen once in an order of its own.
    private double RunEpoch(
        Sequential network, Adam adam, Tensor x, Tensor targets, Func<Tensor, Tensor, Tensor> loss)
    {
        using var epochScope = NewDisposeScope();
        var rows = x.shape[0];
        var order = randperm(rows, dtype: ScalarType.Int64);
        double sum = 0;
        for (long start = 0; start < rows; start += settings.BatchSize)
        {
            using var batchScope = NewDisposeScope();
            var batch = order.narrow(0, start, Math.Min(settings.BatchSize, rows - start));
            adam.zero_grad();
            var mean = loss(network.forward(x.index_select(0, batch)), targets.index_select(0, batch));
            mean.backward();
            adam.step();
            sum += mean.item<float>() * batch.shape[0];
        }

        return sum;
    }

    private Sequential Build(int inputs, int outputs)
    {
        List<(string Name, nn.Module<Tensor, Tensor> Module)> modules = [];
        long width = inputs;
        foreach (var units in settings.HiddenUnits)
        {
            modules.Add(($"dense{modules.Count}", nn.Linear(width, units)));
            modules.Add(($"relu{modules.Count}", nn.ReLU()));
            width = units;
        }

        modules.Add(("scores", nn.Linear(width, outputs)));
        return nn.Sequential(modules);
    }
}

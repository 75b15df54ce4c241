using Maas.Training.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Learning;

/// <summary>One step of gradient descent. Not thread-safe.</summary>
internal sealed class LearningStep
{
    private readonly Network _network;
    private readonly optim.Optimizer _optimizer;
    private readonly Func<Tensor, Tensor, Tensor> _loss;
    private readonly LearningPlan _settings;
    private readonly Parameter[] _parameters;
    private readonly Parameter[] _penalised;

    public LearningStep(Network network, optim.Optimizer optimizer, Func<Tensor, Tensor, Tensor> loss, LearningPlan settings)
    {
        (_network, _optimizer, _loss, _settings) = (network, optimizer, loss, settings);
        _parameters = [.. network.Modules.parameters()];

        // Biases, and the scales and shifts of a normalisation, have one dimension.
        _penalised = settings.WeightDecay > 0 ? [.. _parameters.Where(parameter => parameter.dim() > 1)] : [];
    }

    /// <summary>The solver of the settings over all weights.</summary>
    public static optim.Optimizer CreateOptimizer(Network network, LearningPlan settings) => settings.Solver == Solver.Sgd
        ? optim.SGD(network.Modules.parameters(), settings.LearningRate, momentum: 0.9, nesterov: true)
        : optim.Adam(network.Modules.parameters(), settings.LearningRate);

    /// <summary>Takes it, and gives the mean loss before it, the penalty left out.</summary>
    /// <param name="features">The rows of the batch.</param>
    /// <param name="truth">What is to be learnt of them.</param>
    /// <param name="done">Share of the learning that is done, in [0, 1).</param>
    public double Take(Tensor features, Tensor truth, double done)
    {
        var learningRate = _settings.LearningRate * LearningRateSchedule.FactorAt(_settings.Schedule, done);
        foreach (var group in _optimizer.ParamGroups)
        {
            group.LearningRate = learningRate;
        }

        _optimizer.zero_grad();
        var mean = _loss(_network.Forward(features), truth);
        var objective = mean;
        foreach (var weights in _penalised)
        {
            objective += weights.square().sum() * (_settings.WeightDecay / 2);
        }

        objective.backward();
        if (_settings.MaxGradientNorm > 0)
        {
            nn.utils.clip_grad_norm_(_parameters, _settings.MaxGradientNorm);
        }

        _optimizer.step();
        return mean.item<float>();
    }
}

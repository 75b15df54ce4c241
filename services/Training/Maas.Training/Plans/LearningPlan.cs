namespace Maas.Training.Plans;

/// <summary>How weights are learnt step by step: networks, and linear models with a <see cref="Plans.Solver"/> of this kind.</summary>
public sealed record LearningPlan
{
    /// <summary>One of <see cref="Plans.Solver"/> that goes with the algorithm; empty when it has no choice.</summary>
    public string Solver { get; init; } = "";

    /// <summary>Size of a step at its largest, above 0.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>One of <see cref="LearningRateSchedule"/>.</summary>
    public string Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Passes over the training rows at most, 1 or more.</summary>
    public int EpochCount { get; init; } = 100;

    /// <summary>Rows per step, 1 or more.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Weight of half the squared norm of all weights but biases beside the mean loss, 0 or more.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// The gradient is shortened to this length when it is longer; 0 leaves it. Source: Pascanu et al., "On the difficulty of training
    /// recurrent neural networks", 2013.
    /// </summary>
    public double MaxGradientNorm { get; init; }

    /// <summary>
    /// Epochs without a better loss on the validation rows after which it ends; 0 never ends early. Where there are validation rows,
    /// the weights of the best epoch are kept.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>What the validation loss must fall by to be better, 0 or more.</summary>
    public double MinImprovement { get; init; }

    /// <summary>Seconds between two checkpoints, from which a new worker goes on when one dies.</summary>
    public double CheckpointSeconds { get; init; } = 10;
}

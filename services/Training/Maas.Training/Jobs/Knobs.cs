using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>Hyperparameters of a job; null or empty as long as it is not decided, or when the algorithm has no such knob.</summary>
internal sealed record Knobs
{
    /// <summary>Linear models and trees: weight of half the squared norm of the coefficients or leaves.</summary>
    public double? L2Penalty { get; init; }

    /// <summary>Networks: units of each hidden layer.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [];

    /// <summary>Stepwise and trees: size of a step.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Stepwise: passes over the training data.</summary>
    public int? EpochCount { get; init; }

    /// <summary>Stepwise: rows per step.</summary>
    public int? BatchSize { get; init; }

    /// <summary>One of <see cref="Plans.Solver"/>.</summary>
    public string Solver { get; init; } = "";

    /// <summary>Stepwise: one of <see cref="LearningRateSchedule"/>.</summary>
    public string Schedule { get; init; } = "";

    /// <summary>Networks: weight of half the squared norm of the weights.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Stepwise: longest gradient.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>Networks: one of <see cref="ActivationFunction"/>.</summary>
    public string Activation { get; init; } = "";

    /// <summary>Networks: share of the numbers that is dropped.</summary>
    public double? DropoutRatio { get; init; }

    /// <summary>Convolutional: channels of each block.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [];

    /// <summary>Convolutional: neighbours that are seen at once.</summary>
    public int? KernelSize { get; init; }

    /// <summary>Recurrent: one of <see cref="RecurrentCell"/>.</summary>
    public string Cell { get; init; } = "";

    /// <summary>Recurrent: numbers of a state.</summary>
    public int? StateUnits { get; init; }

    /// <summary>Recurrent: cells on top of each other.</summary>
    public int? Levels { get; init; }

    /// <summary>Recurrent: whether it goes both ways.</summary>
    public bool? IsBidirectional { get; init; }

    /// <summary>Convolutional and recurrent: numbers of a word's vector.</summary>
    public int? TokenDimension { get; init; }

    /// <summary>Convolutional and recurrent: features of a step.</summary>
    public int? StepWidth { get; init; }

    /// <summary>Trees: how many at most.</summary>
    public int? TreeCount { get; init; }

    /// <summary>Trees: leaves of each at most.</summary>
    public int? LeafCount { get; init; }

    /// <summary>Trees: training rows of a leaf at least.</summary>
    public int? MinLeafRows { get; init; }

    /// <summary>Trees: share of the features that each looks at.</summary>
    public double? FeatureRatio { get; init; }

    /// <summary>Trees: share of the rows that each is learnt from.</summary>
    public double? RowRatio { get; init; }

    /// <summary>k-means: clusters; null looks for the best number.</summary>
    public int? ClusterCount { get; init; }

    /// <summary>Matrix factorisation: numbers of a user and of an item.</summary>
    public int? FactorCount { get; init; }
}

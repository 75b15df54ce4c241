namespace Maas.Training.Plans;

/// <summary>What a network is made of: <see cref="Algorithm.Mlp"/>, <see cref="Algorithm.Cnn"/> and <see cref="Algorithm.Rnn"/>.</summary>
public sealed record NetworkPlan
{
    /// <summary>Units of each hidden layer before the last, each 1 or more.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [64];

    /// <summary>One of <see cref="ActivationFunction"/>, behind hidden layers and convolutions.</summary>
    public string Activation { get; init; } = ActivationFunction.Relu;

    /// <summary>Share of the numbers behind a hidden layer that is dropped while it is trained, in [0, 1).</summary>
    public double DropoutRatio { get; init; }

    /// <summary>
    /// Convolutional: channels of each block, convolution, normalisation and halving. Each 1 or more.
    /// </summary>
    public IReadOnlyList<int> Channels { get; init; } = [32, 64];

    /// <summary>Convolutional: neighbours that are seen at once, odd.</summary>
    public int KernelSize { get; init; } = 3;

    /// <summary>Recurrent: one of <see cref="RecurrentCell"/>.</summary>
    public string Cell { get; init; } = RecurrentCell.Gru;

    /// <summary>Recurrent: numbers of a state, 1 or more.</summary>
    public int StateUnits { get; init; } = 64;

    /// <summary>Recurrent: cells on top of each other, 1 or more.</summary>
    public int Levels { get; init; } = 1;

    /// <summary>Recurrent: whether it goes along the steps both ways.</summary>
    public bool IsBidirectional { get; init; }

    /// <summary>
    /// Recurrent and convolutional over numbers: features of a step, in the order of the prepared features. Must divide their count.
    /// </summary>
    public int StepWidth { get; init; } = 1;

    /// <summary>Over tokens: numbers of a token's vector, 1 or more.</summary>
    public int TokenDimension { get; init; } = 64;
}

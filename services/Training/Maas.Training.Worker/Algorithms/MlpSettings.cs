namespace Maas.Training.Worker.Algorithms;

/// <summary>Knobs of an <see cref="MlpTrainer"/>.</summary>
/// <param name="HiddenUnits">Units of each hidden layer.</param>
/// <param name="LearningRate">Step size of Adam.</param>
/// <param name="EpochCount">Passes over the training rows.</param>
/// <param name="BatchSize">Rows per step.</param>
/// <param name="Seed">Decides the first weights and the order of the rows.</param>
internal sealed record MlpSettings(
    IReadOnlyList<int> HiddenUnits, double LearningRate, int EpochCount, int BatchSize, long Seed);

namespace Maas.Training.Worker.Algorithms;

/// <summary>How a model was learnt, epoch by epoch; empty for exact solvers.</summary>
/// <param name="TrainingLosses">Mean loss per training row of every epoch, in order.</param>
/// <param name="ValidationLosses">Mean loss per validation row after every epoch; empty when there are no such rows.</param>
/// <param name="BestEpoch">The epoch whose weights were kept, from 1; 0 when there are no epochs.</param>
internal sealed record LearningHistory(IReadOnlyList<double> TrainingLosses, IReadOnlyList<double> ValidationLosses, int BestEpoch)
{
    /// <summary>Of a solver that has no epochs.</summary>
    public static LearningHistory None { get; } = new([], [], 0);
}

using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Jobs;

/// <summary>How far a job is, as a line.</summary>
internal static class ProgressText
{
    /// <summary>What is done now, of a search its trials, then epoch and losses; what is not known is left out.</summary>
    public static string Of(TrainingProgress progress)
    {
        var trials = progress.TrialCount > 0 ? $" {progress.EndedTrialCount} of {progress.TrialCount} trials" : "";
        var best = progress.HasBestObjective ? $", best {Figures.Number(progress.BestObjective)}" : "";
        var epoch = progress.PlannedEpochCount > 0 ? $" {progress.EpochCount}/{progress.PlannedEpochCount}" : "";
        var loss = progress.HasTrainingLoss ? $", loss {Figures.Number(progress.TrainingLoss)}" : "";
        var validation = progress.HasValidationLoss ? $", validation {Figures.Number(progress.ValidationLoss)}" : "";
        return $"{progress.Stage}{trials}{best}{epoch}{loss}{validation}";
    }
}

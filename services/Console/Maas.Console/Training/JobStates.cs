using Maas.Contracts.Training.V1;

namespace Maas.Console.Training;

/// <summary>States of jobs and trials, for a person. Thread-safe.</summary>
internal static class JobStates
{
    extension(TrainingJob job)
    {
        /// <summary>Whether nothing will change any more.</summary>
        public bool IsFinal => job.State is TrainingJob.Types.State.Cancelled or TrainingJob.Types.State.Failed or TrainingJob.Types.State.Succeeded;

        /// <summary>In a word.</summary>
        public string Word => job.State switch
        {
            TrainingJob.Types.State.Queued => "queued",
            TrainingJob.Types.State.Running => "running",
            TrainingJob.Types.State.Cancelling => "cancelling",
            TrainingJob.Types.State.Cancelled => "cancelled",
            TrainingJob.Types.State.Failed => "failed",
            TrainingJob.Types.State.Succeeded => "succeeded",
            _ => "unknown",
        };

        /// <summary>Colour of the word; see <c>Tag</c>.</summary>
        public string Tone => job.State switch
        {
            TrainingJob.Types.State.Succeeded => "good",
            TrainingJob.Types.State.Failed => "bad",
            TrainingJob.Types.State.Cancelled or TrainingJob.Types.State.Cancelling => "warn",
            _ => "info",
        };
    }

    extension(Trial trial)
    {
        /// <summary>In a word.</summary>
        public string Word => trial.State switch
        {
            Trial.Types.State.Running => "running",
            Trial.Types.State.Completed => "completed",
            Trial.Types.State.Stopped => "stopped early",
            Trial.Types.State.Failed => "failed",
            Trial.Types.State.Abandoned => "abandoned",
            _ => "unknown",
        };

        /// <summary>Colour of the word; see <c>Tag</c>.</summary>
        public string Tone => trial.State switch
        {
            Trial.Types.State.Completed => "good",
            Trial.Types.State.Failed => "bad",
            Trial.Types.State.Running => "info",
            _ => "dim",
        };
    }
}

namespace Maas.Training.Jobs;

/// <summary>What makes a job a trial of a search: it is not registered when it is trained, and its folder is kept for the search.</summary>
/// <param name="ParentId">The job that searches.</param>
/// <param name="Number">Number of the trial.</param>
/// <param name="LearningTime">Time from the first worker on after which it exports what it has learnt; null learns to the end.</param>
internal sealed record TrialOrigin(string ParentId, int Number, TimeSpan? LearningTime)
{
    /// <summary>The job of a trial: last segments of its name.</summary>
    public static string IdOf(string parentId, int number) => $"{parentId}/trials/{number}";

    /// <summary>Seconds that a worker that begins now has left for learning, more than 0; 0 when there is no end.</summary>
    /// <param name="start">When the first worker took the job.</param>
    /// <param name="now">The present.</param>
    public double LearningSecondsLeft(DateTimeOffset start, DateTimeOffset now) =>
        LearningTime is { } time ? Math.Max(0.001, (time - (now - start)).TotalSeconds) : 0;
}

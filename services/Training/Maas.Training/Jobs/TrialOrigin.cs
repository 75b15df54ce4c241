namespace Maas.Training.Jobs;

/// <summary>
/// What makes a job a part of a search, a trial or the making of the winner's variants: it is not registered when it is trained, and its folder is kept for the
/// search.
/// </summary>
/// <param name="ParentId">The job that searches.</param>
/// <param name="Number">Number of the trial, or of the winner.</param>
/// <param name="LearningTime">Time from the first worker on after which it exports what it has learnt; null learns to the end.</param>
internal sealed record TrialOrigin(string ParentId, int Number, TimeSpan? LearningTime)
{
    /// <summary>Whether the end of its learning is kept as a checkpoint, for variants that may be made of it.</summary>
    public bool KeepsCheckpoint { get; init; }

    /// <summary>Of the making of variants: what the winner left, whose checkpoint it goes on from. Null for a trial.</summary>
    public TrainedAttempt? Winner { get; init; }

    /// <summary>The job: last segments of its name.</summary>
    public string Id => Winner is null ? IdOf(ParentId, Number) : VariantsIdOf(ParentId);

    /// <summary>The job of a trial: last segments of its name.</summary>
    public static string IdOf(string parentId, int number) => $"{parentId}/trials/{number}";

    /// <summary>The job that makes the variants of a winner: last segments of its name.</summary>
    public static string VariantsIdOf(string parentId) => $"{parentId}/variants";

    /// <summary>Seconds that a worker that begins now has left for learning, more than 0; 0 when there is no end.</summary>
    /// <param name="start">When the first worker took the job.</param>
    /// <param name="now">The present.</param>
    public double LearningSecondsLeft(DateTimeOffset start, DateTimeOffset now) =>
        LearningTime is { } time ? Math.Max(0.001, (time - (now - start)).TotalSeconds) : 0;
}

/// <summary>An attempt whose folder is kept.</summary>
/// <param name="Uid">Of its job.</param>
/// <param name="Number">Which one of the job, from 1.</param>
internal sealed record TrainedAttempt(Guid Uid, int Number);

namespace Maas.Training.Jobs;

/// <summary>What makes a job a trial of a search: it is not registered when it is trained, and its folder is kept for the search.</summary>
/// <param name="ParentId">The job that searches.</param>
/// <param name="Number">Number of the trial.</param>
/// <param name="LearnUntil">When it exports what it has learnt; null learns to the end.</param>
internal sealed record TrialOrigin(string ParentId, int Number, DateTimeOffset? LearnUntil)
{
    /// <summary>Seconds that are left for learning, more than 0; 0 when there is no end.</summary>
    public double LearningSecondsAt(DateTimeOffset now) => LearnUntil is { } end ? Math.Max(0.001, (end - now).TotalSeconds) : 0;

    /// <summary>The job of a trial: last segments of its name.</summary>
    public static string IdOf(string parentId, int number) => $"{parentId}/trials/{number}";
}

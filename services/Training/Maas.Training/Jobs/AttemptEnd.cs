namespace Maas.Training.Jobs;

/// <summary>What became of one attempt.</summary>
/// <param name="Error">Why the job cannot succeed; null when it was trained, or the worker died.</param>
/// <param name="Death">How the worker died, to follow "a worker ended without a result"; null when it did not.</param>
/// <param name="IsGivenBack">Another shall go on; nobody died.</param>
internal sealed record AttemptEnd(JobError? Error, string? Death, bool IsGivenBack = false)
{
    /// <summary>The model is in the folder of the attempt.</summary>
    public static AttemptEnd Trained { get; } = new(null, null);

    /// <summary>Who ran the worker goes down in order.</summary>
    public static AttemptEnd GivenBack { get; } = new(null, null, IsGivenBack: true);

    /// <summary>Trying again gives the same.</summary>
    public static AttemptEnd Failed(JobError error) => new(error, null);

    /// <summary>Another may try.</summary>
    public static AttemptEnd Died(string death) => new(null, death);
}

namespace Maas.Training.Plans;

/// <summary>Why a job cannot succeed; <c>error.json</c> in the job folder.</summary>
public sealed record WorkerFailure
{
    /// <summary>A value of <c>TrainingErrorReason</c>, without the enum prefix.</summary>
    public required string Reason { get; init; }

    /// <summary>Sentence for a person: what happened and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>Values of this occurrence, by the keys that the reason documents.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

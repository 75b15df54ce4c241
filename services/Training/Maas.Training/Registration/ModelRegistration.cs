using Maas.Digests;
using Maas.Training.Jobs.Searching;
using Maas.Training.Plans;

namespace Maas.Training.Registration;

/// <summary>A trained model and where it came from.</summary>
internal sealed record ModelRegistration
{
    /// <summary>Tells one registration from another: that of the job.</summary>
    public required Guid JobUid { get; init; }

    /// <summary>The job, <c>trainingJobs/{job}</c>.</summary>
    public required string JobName { get; init; }

    /// <summary>The data, <c>datasets/{dataset}/versions/{n}</c>.</summary>
    public required string DatasetVersion { get; init; }

    /// <summary>Digest of the data's bytes as imported.</summary>
    public required Sha256Digest DatasetSource { get; init; }

    /// <summary>Model that gets the version, <c>models/{model}</c>; made when it does not exist.</summary>
    public required string Model { get; init; }

    /// <summary>Alias to move to the version; empty moves none.</summary>
    public required string Alias { get; init; }

    /// <summary>Holds the artifact and the baseline.</summary>
    public required JobFolder Folder { get; init; }

    /// <summary>What the worker says of the artifact.</summary>
    public required TrainingOutcome Outcome { get; init; }

    /// <summary>What a search found; null without one.</summary>
    public SearchOutcome? Search { get; init; }
}

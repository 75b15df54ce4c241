using System.Text.Json.Serialization;
using Maas.Training.Jobs.Searching;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>The training of one model, as it is at one moment.</summary>
internal sealed record Job
{
    /// <summary>Last segment of the name.</summary>
    public required string Id { get; init; }

    /// <summary>Made by the service, never used again.</summary>
    public required Guid Uid { get; init; }

    /// <summary>What to do, complete.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>The spec as it was sent, of which a search makes those of its trials; null without a search.</summary>
    public JobSpec? Sent { get; init; }

    /// <summary>What makes it a trial; null for all other jobs.</summary>
    public TrialOrigin? Trial { get; init; }

    /// <summary>When the first worker took a trial of its search, from which on its budget is spent; null before and without a search.</summary>
    public DateTimeOffset? SearchStartTime { get; init; }

    /// <summary>What its search found; null before and without a search.</summary>
    public SearchOutcome? Search { get; init; }

    /// <summary>Of a search that is trained: whose folder holds its model. Null before, and without a search.</summary>
    public TrainedAttempt? Adopted { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; } = JobState.Queued;

    /// <summary>How far it is.</summary>
    public JobProgress Progress { get; init; } = JobProgress.Queued;

    /// <summary>What came out; set when succeeded.</summary>
    public JobResult? Result { get; init; }

    /// <summary>Why it failed; set when failed.</summary>
    public JobError? Error { get; init; }

    /// <summary>Workers that have tried it.</summary>
    public int AttemptCount { get; init; }

    /// <summary>Workers that ended without a result while the service looked on.</summary>
    public int DeathCount { get; init; }

    /// <summary>
    /// Who holds its lease, see <see cref="Leases.LeaseOwner"/>; empty when nobody does. With <see cref="AttemptCount"/> it
    /// tells whether a change still comes from who was given the job. In a column of its own.
    /// </summary>
    [JsonIgnore]
    public string LeaseOwner { get; init; } = "";

    /// <summary>The last attempt's folder holds a model; what remains is to register it.</summary>
    public bool IsTrained { get; init; }

    /// <summary>Among the published: the alias points at that version. No variant is called so.</summary>
    public const string AliasMoved = "@alias";

    /// <summary>
    /// Versions that are registered already, by variant; that of the full model by the empty name. Known before the job ends, so that a service that dies in between
    /// loses none of them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Published { get; init; } = new Dictionary<string, string>();

    /// <summary>Grows with every change of the stored job.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>When a worker first took it.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When its state became final.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Resource name.</summary>
    public string Name => NameOf(Id);

    /// <summary>Whether a worker without a GPU must leave it. A search itself needs no worker.</summary>
    [JsonIgnore]
    public bool NeedsGpu => Spec is { Search: null, DevicePolicy: DevicePolicy.GpuRequired };

    /// <summary>Whether there is a version of it, so that it cannot be cancelled any more.</summary>
    [JsonIgnore]
    public bool IsPublished => Published.ContainsKey("");

    /// <summary>Nothing will change any more.</summary>
    public bool IsFinal => State is JobState.Cancelled or JobState.Failed or JobState.Succeeded;

    /// <summary>Whether the lease is the one that <paramref name="held"/> was given.</summary>
    public bool IsHeldAs(Job held) =>
        LeaseOwner.Length > 0 && LeaseOwner == held.LeaseOwner && AttemptCount == held.AttemptCount && !IsFinal;

    /// <summary>Resource name of a job.</summary>
    public static string NameOf(string id) => $"trainingJobs/{id}";
}

/// <summary>Why a job failed.</summary>
/// <param name="Reason">A value of <c>TrainingErrorReason</c> or <c>CommonErrorReason</c>, without the prefix.</param>
/// <param name="Message">What happened and what to do, for a person.</param>
internal sealed record JobError(string Reason, string Message);

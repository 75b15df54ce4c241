using Maas.Digests;

namespace Maas.Training.Jobs.Workers;

/// <summary>What a worker elsewhere needs to begin with an attempt.</summary>
internal sealed record WorkAssignment
{
    /// <summary>The job, as it was claimed.</summary>
    public required Job Job { get; init; }

    /// <summary>The lease runs out when nothing is heard for so long.</summary>
    public required TimeSpan LeaseDuration { get; init; }

    /// <summary>Content of the plan's file.</summary>
    public required ReadOnlyMemory<byte> Plan { get; init; }

    /// <summary>The table.</summary>
    public required Sha256Digest Table { get; init; }

    /// <summary>Its bytes.</summary>
    public required long TableSizeBytes { get; init; }

    /// <summary>Bytes of the checkpoint to go on from; 0 when there is none.</summary>
    public required long CheckpointSizeBytes { get; init; }
}

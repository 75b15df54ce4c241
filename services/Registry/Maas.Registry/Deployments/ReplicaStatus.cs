namespace Maas.Registry.Deployments;

/// <summary>State of a version on a replica.</summary>
internal enum ReplicaState
{
    /// <summary>Bytes are fetched, verified and loaded.</summary>
    Loading = 1,

    /// <summary>It answers.</summary>
    Ready = 2,

    /// <summary>It cannot be served.</summary>
    Failed = 3,
}

/// <summary>What one replica says of one version that it should serve. Immutable.</summary>
internal sealed record ReplicaStatus
{
    /// <summary>Name of its choice.</summary>
    public required string Replica { get; init; }

    /// <summary>Name of the version.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Digest of the files it holds; may be empty.</summary>
    public string ManifestDigest { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public required ReplicaState State { get; init; }

    /// <summary><c>cpu</c>, <c>cuda:0</c>, …; empty until loaded.</summary>
    public string Device { get; init; } = "";

    /// <summary>Why it failed, or why a preferred GPU is not used.</summary>
    public string ErrorMessage { get; init; } = "";

    /// <summary>Since when it is in this state; null when it does not say.</summary>
    public DateTimeOffset? StateTime { get; init; }

    /// <summary>When the registry last heard of it.</summary>
    public DateTimeOffset ReportTime { get; init; }
}

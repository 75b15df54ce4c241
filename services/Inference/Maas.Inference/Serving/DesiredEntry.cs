namespace Maas.Inference.Serving;

/// <summary>What shall answer under one name. Immutable.</summary>
internal sealed record DesiredEntry
{
    /// <summary>Name clients use.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the model it serves.</summary>
    public required string Model { get; init; }

    /// <summary>Id of the deployment; empty for a model of a repository folder.</summary>
    public string Deployment { get; init; } = "";

    /// <summary>Versions, distinct numbers; those without traffic can be pinned.</summary>
    public required IReadOnlyList<DesiredVersion> Versions { get; init; }

    /// <summary>Gets a copy of each request and never answers; others do not wait until it is ready. Null for none.</summary>
    public DesiredVersion? Shadow { get; init; }

    /// <summary>All that shall be loaded.</summary>
    public IEnumerable<DesiredVersion> Wanted => Shadow is null ? Versions : Versions.Append(Shadow);

    /// <summary>Numbers of versions that must not be served, not even until others are ready.</summary>
    public IReadOnlyList<string> QuarantinedVersions { get; init; } = [];

    /// <summary>
    /// Give all traffic to the highest version that is ready, whatever the shares say; otherwise the shares hold, and
    /// a change of them happens at once, when all the versions that get traffic are ready.
    /// </summary>
    public bool FollowsHighestReady { get; init; }

    /// <summary>Share of predictions to be sampled for Monitoring, in [0, 1].</summary>
    public double MonitoringSampleRatio { get; init; } = 1;
}

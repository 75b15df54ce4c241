using Maas.Inference.Serving;

namespace Maas.Inference.Deployments;

/// <summary>What this replica knew last: enough to serve again after a restart with nobody to ask. Immutable.</summary>
internal sealed record DesiredState
{
    /// <summary>Nothing was ever learned.</summary>
    public static DesiredState None { get; } = new();

    /// <summary>Revision of the registry that <see cref="Deployments"/> shows; -1 when none was ever learned.</summary>
    public long Revision { get; init; } = -1;

    /// <summary>What is desired.</summary>
    public IReadOnlyList<Deployment> Deployments { get; init; } = [];

    /// <summary>What is known of the versions in use.</summary>
    public IReadOnlyList<VersionManifest> Manifests { get; init; } = [];

    /// <summary>What got the traffic last, by name of the entry: the last state that worked as a whole.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DesiredVersion>> Adopted { get; init; } =
        new Dictionary<string, IReadOnlyList<DesiredVersion>>();
}

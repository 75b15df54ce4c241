using System.Text.Json.Serialization;

namespace Maas.Registry.Deployments;

/// <summary>One change of what a deployment serves; begins where the one before ended. Immutable. Kept as JSON: rename no property.</summary>
internal sealed record DeploymentMove
{
    /// <summary>Counts from 1 without gaps.</summary>
    [JsonIgnore]
    public long SequenceNumber { get; init; }

    /// <summary>From then on; empty when the deployment was deleted by it.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>From then on; empty for none.</summary>
    public string ResolvedShadowModelVersion { get; init; } = "";

    /// <summary>When. Never before the move before it, whatever the clock says.</summary>
    [JsonIgnore]
    public DateTimeOffset MoveTime { get; init; }

    /// <summary>Who.</summary>
    public string Actor { get; init; } = "";

    /// <summary>The resource whose change did it.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Whether the same versions get the same shares.</summary>
    public bool ServesAs(Deployment deployment) =>
        Routes.SequenceEqual(deployment.Routes) && ResolvedShadowModelVersion == deployment.ResolvedShadowModelVersion;
}

using System.Text.Json.Serialization;

namespace Maas.Registry.Deployments;

/// <summary>Where a model may run. Kept by name: rename none.</summary>
internal enum DevicePolicy
{
    /// <summary>Means <see cref="GpuPreferred"/>.</summary>
    Unspecified = 0,

    /// <summary>CPU, even when a GPU is there.</summary>
    Cpu = 1,

    /// <summary>GPU when there is one, else CPU.</summary>
    GpuPreferred = 2,

    /// <summary>GPU, or not at all.</summary>
    GpuRequired = 3,
}

/// <summary>Desired state of serving. Immutable. Kept as JSON: rename no property.</summary>
internal sealed record Deployment
{
    /// <summary>Last segment of the name.</summary>
    public required string Id { get; init; }

    /// <summary>Never used again after a deletion.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Name of the model that is served, <c>models/{model}</c>.</summary>
    public string Model { get; init; } = "";

    /// <summary>Versions that share the traffic.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>Gets a copy of each request and never answers: an alias or a version; empty for none.</summary>
    public string ShadowTarget { get; init; } = "";

    /// <summary>The version that <see cref="ShadowTarget"/> stands for now; empty for none.</summary>
    public string ResolvedShadowModelVersion { get; init; } = "";

    /// <summary>Names of the model's versions that must not be served, not even until others are ready.</summary>
    public IReadOnlyList<string> QuarantinedModelVersions { get; init; } = [];

    /// <summary>Where it may run.</summary>
    public DevicePolicy DevicePolicy { get; init; }

    /// <summary>Share of predictions sent to Monitoring, in [0, 1]; null means 1.</summary>
    public double? MonitoringSampleRatio { get; init; }

    /// <summary>The users' own.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreateTime { get; init; }

    /// <summary>When a user last changed it.</summary>
    public DateTimeOffset UpdateTime { get; init; }

    /// <summary>Revision of the registry at which a user last changed it; never the same twice.</summary>
    public long Revision { get; init; }

    /// <summary>What replicas report; not kept.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReplicaStatus> ReplicaStatuses { get; init; } = [];

    /// <summary>Quoted, as RFC 9110 has it.</summary>
    [JsonIgnore]
    public string Etag => $"\"{Revision}\"";

    /// <summary>Resource name.</summary>
    [JsonIgnore]
    public string Name => RegistryNames.Deployment(Id);

    /// <summary>Every alias and version that it names, each once.</summary>
    [JsonIgnore]
    public IEnumerable<string> Targets => Routes.Select(route => route.Target)
        .Concat(ShadowTarget.Length > 0 ? [ShadowTarget] : [])
        .Distinct(StringComparer.Ordinal);
}

/// <summary>One share of a deployment's traffic.</summary>
/// <param name="Target">An alias, followed when it moves, or a version.</param>
/// <param name="TrafficPercent">0 to 100.</param>
/// <param name="ResolvedModelVersion">
/// What the target stands for now; empty while its alias does not exist or its version must not be served.
/// </param>
internal sealed record Route(string Target, int TrafficPercent, string ResolvedModelVersion = "");

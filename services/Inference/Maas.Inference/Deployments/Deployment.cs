using Maas.Inference.Loading;

namespace Maas.Inference.Deployments;

/// <summary>What the registry wants served under one name. Immutable.</summary>
internal sealed record Deployment
{
    /// <summary>Id, and the name clients use.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Shares of the traffic. Routes whose alias does not exist yet are left out.</summary>
    public required IReadOnlyList<DeploymentRoute> Routes { get; init; }

    /// <summary>Number of the version that gets a copy of each request and never answers; empty for none.</summary>
    public string ShadowVersion { get; init; } = "";

    /// <summary>Numbers of versions that must not be served, not even until others are ready.</summary>
    public IReadOnlyList<string> QuarantinedVersions { get; init; } = [];

    /// <summary>Where it may run.</summary>
    public DevicePolicy Device { get; init; } = DevicePolicy.GpuPreferred;

    /// <summary>Share of predictions to be sampled for Monitoring, in [0, 1].</summary>
    public double MonitoringSampleRatio { get; init; } = 1;
}

/// <summary>One share of a deployment's traffic.</summary>
/// <param name="Version">Number of the version.</param>
/// <param name="Percent">Share of the requests, 0 to 100.</param>
internal sealed record DeploymentRoute(string Version, int Percent);

namespace Maas.Monitoring.Operation;

/// <summary>What a deployment promises its callers. Immutable; kept as JSON.</summary>
internal sealed record ObjectiveSettings
{
    /// <summary>Nothing is.</summary>
    public static ObjectiveSettings None { get; } = new();

    /// <summary>Share of requests that are to end well, in (0, 1); 0 for no promise.</summary>
    public double AvailabilityRatio { get; init; }

    /// <summary>Share of the requests that end well that are to do so in time, in (0, 1); 0 for no promise.</summary>
    public double LatencyRatio { get; init; }

    /// <summary>How long a request may take.</summary>
    public TimeSpan LatencyThreshold { get; init; }

    /// <summary>What the promises are kept over.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromDays(30);

    public bool HasAvailability => AvailabilityRatio > 0;

    public bool HasLatency => LatencyRatio > 0;
}

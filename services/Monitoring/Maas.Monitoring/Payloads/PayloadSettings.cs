namespace Maas.Monitoring.Payloads;

/// <summary>Whether inputs of single predictions are kept. Immutable; kept as JSON.</summary>
internal sealed record PayloadSettings
{
    /// <summary>None are.</summary>
    public static PayloadSettings None { get; } = new();

    /// <summary>Share of the sampled predictions whose inputs are kept, in [0, 1].</summary>
    public double SampleRatio { get; init; }

    /// <summary>Inputs that are never kept.</summary>
    public IReadOnlyList<string> RedactedFeatures { get; init; } = [];

    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);
}

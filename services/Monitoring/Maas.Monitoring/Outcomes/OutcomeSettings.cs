namespace Maas.Monitoring.Outcomes;

/// <summary>How changes among outcomes are found as they come. Immutable; kept as JSON.</summary>
internal sealed record OutcomeSettings
{
    public static OutcomeSettings Default { get; } = new();

    /// <summary>One of <see cref="OutcomeDetectors.Names"/>.</summary>
    public string Detector { get; init; } = OutcomeDetectors.Usual;
}

using Maas.Monitoring.Drift;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Outcomes;
using Maas.Monitoring.Payloads;
using Maas.Monitoring.Slices;

namespace Maas.Monitoring.Monitors;

/// <summary>What a user has said of a monitor. Immutable; kept as JSON.</summary>
internal sealed record MonitorSettings
{
    /// <summary>What a monitor has that nobody changed.</summary>
    public static MonitorSettings Default { get; } = new();

    public DriftSettings Drift { get; init; } = DriftSettings.Default;

    public SliceSettings Slices { get; init; } = SliceSettings.None;

    public PayloadSettings Payloads { get; init; } = PayloadSettings.None;

    public ObjectiveSettings Objectives { get; init; } = ObjectiveSettings.None;

    public OutcomeSettings Outcomes { get; init; } = OutcomeSettings.Default;

    /// <summary>Sampled predictions of a window by count; 0 for no such windows.</summary>
    public long CountWindowSize { get; init; }
}

using Maas.Errors;
using Maas.Monitoring.Outcomes;

namespace Maas.Monitoring.Monitors;

/// <summary>What settings, but those of drift, must look like before a monitor takes them.</summary>
internal static class MonitorSettingsRules
{
    private const int MaxSliceFeatures = 8;
    private const int MaxSliceValues = 1_000;
    private const int MaxRedactedFeatures = 4_096;
    private const int MaxNameLength = 256;
    private const long LeastCountWindow = 10;
    private const long MostCountWindow = 10_000_000;

    /// <summary>The settings, when nothing is wrong with them.</summary>
    /// <param name="settings">Settings whose absent fields have their defaults.</param>
    /// <param name="field">Where they were sent.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, with everything that is wrong.</exception>
    public static MonitorSettings Check(MonitorSettings settings, string field)
    {
        var violations = new List<FieldViolation>();
        void Require(bool holds, string name, string description)
        {
            if (!holds)
            {
                violations.Add(new FieldViolation($"{field}.{name}", description));
            }
        }

        var (slices, payloads, objectives) = (settings.Slices, settings.Payloads, settings.Objectives);
        Require(
            slices.Features.Count <= MaxSliceFeatures && AreNames(slices.Features), "slice_settings.features",
            $"Expected at most {MaxSliceFeatures} names of 1 to {MaxNameLength} characters, each once; got {slices.Features.Count}.");
        Require(
            !slices.Features.Any(feature => feature.Contains('=') || payloads.RedactedFeatures.Contains(feature)), "slice_settings.features",
            "Expected names without '=', and none that is to be redacted: the values of slices are kept and shown.");
        Require(
            slices.MaxValueCount is >= 1 and <= MaxSliceValues, "slice_settings.max_value_count",
            $"Expected 1 to {MaxSliceValues}, got {slices.MaxValueCount}.");
        Require(
            payloads.SampleRatio is >= 0 and <= 1, "payload_settings.sample_ratio", $"Expected 0 to 1, got {payloads.SampleRatio}.");
        Require(
            payloads.RedactedFeatures.Count <= MaxRedactedFeatures && AreNames(payloads.RedactedFeatures), "payload_settings.redacted_features",
            $"Expected at most {MaxRedactedFeatures} names of 1 to {MaxNameLength} characters, each once; got {payloads.RedactedFeatures.Count}.");
        Require(
            payloads.Retention >= TimeSpan.FromMinutes(1) && payloads.Retention <= TimeSpan.FromDays(366), "payload_settings.retention",
            $"Expected 1 minute to 366 days, got {payloads.Retention.TotalSeconds:0.###} s.");
        Require(
            objectives.AvailabilityRatio is >= 0 and < 1, "objective_settings.availability_ratio",
            $"Expected 0 (no objective) to below 1, got {objectives.AvailabilityRatio}.");
        Require(
            objectives.LatencyRatio is >= 0 and < 1, "objective_settings.latency_ratio",
            $"Expected 0 (no objective) to below 1, got {objectives.LatencyRatio}.");
        Require(
            !objectives.HasLatency || (objectives.LatencyThreshold >= TimeSpan.FromMicroseconds(1) && objectives.LatencyThreshold <= TimeSpan.FromHours(1)),
            "objective_settings.latency_threshold",
            $"Expected 1 microsecond to 1 hour beside a latency_ratio, got {objectives.LatencyThreshold.TotalSeconds:0.######} s.");
        Require(
            objectives.Period >= TimeSpan.FromDays(1) && objectives.Period <= TimeSpan.FromDays(366), "objective_settings.period",
            $"Expected 1 to 366 days, got {objectives.Period.TotalDays:0.###} days.");
        Require(
            OutcomeDetectors.Names.Contains(settings.Outcomes.Detector), "outcome_settings.detector",
            $"Expected one of {string.Join(", ", OutcomeDetectors.Names)}; got '{settings.Outcomes.Detector}'.");
        Require(
            settings.CountWindowSize is 0 or (>= LeastCountWindow and <= MostCountWindow), "count_window_size",
            $"Expected 0 (none) or {LeastCountWindow} to {MostCountWindow}, got {settings.CountWindowSize}.");
        return violations.Count == 0 ? settings : throw CommonErrors.InvalidFields(violations);
    }

    private static bool AreNames(IReadOnlyCollection<string> names) =>
        names.All(name => name.Length is > 0 and <= MaxNameLength) && names.Distinct(StringComparer.Ordinal).Count() == names.Count;
}

using Google.Protobuf.WellKnownTypes;
using Maas.Errors;
using Maas.Monitoring.Monitors;
using Domain = Maas.Monitoring;
using Proto = Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Api;

/// <summary>Settings of monitors on the wire. What is absent means the defaults.</summary>
internal static class SettingsMapping
{
    extension(Proto.Monitor proto)
    {
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>, with everything that is wrong.</exception>
        public MonitorSettings SettingsFromProto(string field) => MonitorSettingsRules.Check(
            new MonitorSettings
            {
                Drift = proto.DriftSettings.FromProto($"{field}.drift_settings"),
                Slices = proto.SliceSettings.FromProto(),
                Payloads = proto.PayloadSettings.FromProto($"{field}.payload_settings"),
                Objectives = proto.ObjectiveSettings.FromProto($"{field}.objective_settings"),
                Outcomes = proto.OutcomeSettings is { Detector.Length: > 0 } outcomes
                    ? new Domain.Outcomes.OutcomeSettings { Detector = outcomes.Detector }
                    : Domain.Outcomes.OutcomeSettings.Default,
                CountWindowSize = proto.CountWindowSize,
            },
            field);
    }

    extension(Proto.SliceSettings? proto)
    {
        public Domain.Slices.SliceSettings FromProto() => proto is null ? Domain.Slices.SliceSettings.None : new()
        {
            Features = [.. proto.Features],
            MaxValueCount = proto.MaxValueCount == 0 ? Domain.Slices.SliceSettings.None.MaxValueCount : proto.MaxValueCount,
        };
    }

    extension(Proto.PayloadSettings? proto)
    {
        public Domain.Payloads.PayloadSettings FromProto(string field) => proto is null ? Domain.Payloads.PayloadSettings.None : new()
        {
            SampleRatio = proto.SampleRatio,
            RedactedFeatures = [.. proto.RedactedFeatures],
            Retention = proto.Retention.FromProto($"{field}.retention") ?? Domain.Payloads.PayloadSettings.None.Retention,
        };
    }

    extension(Proto.ObjectiveSettings? proto)
    {
        public Domain.Operation.ObjectiveSettings FromProto(string field) => proto is null ? Domain.Operation.ObjectiveSettings.None : new()
        {
            AvailabilityRatio = proto.AvailabilityRatio,
            LatencyRatio = proto.LatencyRatio,
            LatencyThreshold = proto.LatencyThreshold.FromProto($"{field}.latency_threshold") ?? TimeSpan.Zero,
            Period = proto.Period.FromProto($"{field}.period") ?? Domain.Operation.ObjectiveSettings.None.Period,
        };
    }

    extension(Domain.Slices.SliceSettings settings)
    {
        public Proto.SliceSettings ToProto() => new() { Features = { settings.Features }, MaxValueCount = settings.MaxValueCount };
    }

    extension(Domain.Payloads.PayloadSettings settings)
    {
        public Proto.PayloadSettings ToProto() => new()
        {
            SampleRatio = settings.SampleRatio,
            RedactedFeatures = { settings.RedactedFeatures },
            Retention = settings.Retention.ToDuration(),
        };
    }

    extension(Domain.Operation.ObjectiveSettings settings)
    {
        public Proto.ObjectiveSettings ToProto() => new()
        {
            AvailabilityRatio = settings.AvailabilityRatio,
            LatencyRatio = settings.LatencyRatio,
            LatencyThreshold = settings.HasLatency ? settings.LatencyThreshold.ToDuration() : null,
            Period = settings.Period.ToDuration(),
        };
    }

    extension(Domain.Outcomes.OutcomeSettings settings)
    {
        public Proto.OutcomeSettings ToProto() => new() { Detector = settings.Detector };
    }
}

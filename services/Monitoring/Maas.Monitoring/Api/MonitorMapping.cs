using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Monitors;
using Maas.Paging;
using MonitorProto = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Monitoring.Api;

/// <summary>Monitors on the wire.</summary>
internal static class MonitorMapping
{
    extension(DeploymentMonitor monitor)
    {
        public MonitorProto ToProto() => new()
        {
            Name = monitor.Name,
            Deployment = monitor.Deployment,
            ModelVersions = { monitor.Versions.Select(version => version.ToProto()) },
            CreateTime = monitor.CreateTime.ToTimestamp(),
            UpdateTime = monitor.UpdateTime.ToTimestamp(),
            DriftSettings = monitor.Settings.Drift.ToProto(),
            SliceSettings = monitor.Settings.Slices.ToProto(),
            PayloadSettings = monitor.Settings.Payloads.ToProto(),
            ObjectiveSettings = monitor.Settings.Objectives.ToProto(),
            OutcomeSettings = monitor.Settings.Outcomes.ToProto(),
            CountWindowSize = monitor.Settings.CountWindowSize,
            Etag = monitor.Etag,
        };
    }

    extension(Page<DeploymentMonitor> page)
    {
        public ListMonitorsResponse ToProto() => new()
        {
            Monitors = { page.Rows.Select(monitor => monitor.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    extension(Monitors.MonitoredVersion version)
    {
        public Contracts.Monitoring.V1.MonitoredVersion ToProto() => new()
        {
            ModelVersion = version.ModelVersion,
            HasBaseline = version.BaselineState == BaselineState.Present,
            RequestCount = version.RequestCount,
            SampleCount = version.SampleCount,
        };
    }
}

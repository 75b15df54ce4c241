using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Windows;
using Maas.Names;
using Maas.Paging;
using Microsoft.Extensions.Options;
using MonitorProto = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Monitoring.Api;

/// <summary>Speaks <c>maas.monitoring.v1.MonitoringService</c>; every decision is taken in the domain.</summary>
internal sealed class MonitoringGrpcService(
    MonitorStore monitors, BatchIngestor ingestor, MetricsReader reader, IOptions<MonitoringOptions> options,
    TimeProvider clock) : MonitoringService.MonitoringServiceBase
{
    public override async Task<MonitorProto> GetMonitor(GetMonitorRequest request, ServerCallContext context)
    {
        var id = ResourceName.Parse(request.Name, "name", "monitors")[0];
        return (await monitors.GetAsync(id, context.CancellationToken)).ToProto();
    }

    public override async Task<ListMonitorsResponse> ListMonitors(ListMonitorsRequest request, ServerCallContext context)
    {
        var page = PageRequest.Parse(request.PageSize, request.PageToken, "monitors");
        return (await monitors.ListAsync(page, context.CancellationToken)).ToProto();
    }

    public override async Task<MonitorProto> UpdateMonitor(UpdateMonitorRequest request, ServerCallContext context)
    {
        var sent = request.Monitor;
        var id = ResourceName.Parse(sent.Name, "monitor.name", "monitors")[0];
        var settings = sent.DriftSettings.FromProto("monitor.drift_settings");
        return (await monitors.UpdateAsync(id, settings, sent.Etag, context.CancellationToken)).ToProto();
    }

    public override async Task<IngestResponse> Ingest(
        IAsyncStreamReader<IngestRequest> requestStream, ServerCallContext context)
    {
        var batches = requestStream.ReadAllAsync(context.CancellationToken).Select(request => request.FromProto());
        return (await ingestor.IngestAsync(batches, context.CancellationToken)).ToProto();
    }

    public override async Task<QueryMetricsResponse> QueryMetrics(QueryMetricsRequest request, ServerCallContext context)
    {
        var id = ResourceName.Parse(request.Monitor, "monitor", "monitors")[0];
        var version = request.ModelVersion.FromVersionField();
        var interval = MetricsInterval.Parse(
            request.StartTime.FromProto("start_time"), request.EndTime.FromProto("end_time"),
            request.WindowDuration.FromProto("window_duration"), options.Value.Retention, clock.GetUtcNow());
        return (await reader.QueryAsync(id, version, new SliceFilter(request.Slice), interval, context.CancellationToken)).ToProto();
    }
}

using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Outcomes;
using Maas.Monitoring.Payloads;
using Maas.Monitoring.Windows;
using Maas.Names;
using Maas.Paging;
using Microsoft.Extensions.Options;
using MonitorProto = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Monitoring.Api;

/// <summary>Speaks <c>maas.monitoring.v1.MonitoringService</c>; every decision is taken in the domain.</summary>
internal sealed class MonitoringGrpcService(
    MonitorStore monitors, BatchIngestor ingestor, OutcomeRecorder outcomes, PayloadReader payloads, MetricsReader reader,
    IOptions<MonitoringOptions> options, TimeProvider clock) : MonitoringService.MonitoringServiceBase
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
        var settings = sent.SettingsFromProto("monitor");
        return (await monitors.UpdateAsync(id, settings, sent.Etag, context.CancellationToken)).ToProto();
    }

    public override async Task<RecordOutcomesResponse> RecordOutcomes(RecordOutcomesRequest request, ServerCallContext context)
    {
        var id = ResourceName.Parse(request.Monitor, "monitor", "monitors")[0];
        return (await outcomes.RecordAsync(id, request.OutcomesFromProto(), context.CancellationToken)).ToProto();
    }

    public override async Task<ListPayloadsResponse> ListPayloads(ListPayloadsRequest request, ServerCallContext context)
    {
        var id = ResourceName.Parse(request.Monitor, "monitor", "monitors")[0];
        var page = PageRequest.Parse(request.PageSize, request.PageToken, $"payloads:{id}");
        return (await payloads.ListAsync(id, page, context.CancellationToken)).ToProto();
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
        var slices = request.Slice.Contains('\0')
            ? throw CommonErrors.InvalidField("slice", "Expected a text without NUL.")
            : new SliceFilter(request.Slice);
        if (request is { ByCount: true, WindowDuration: not null })
        {
            throw CommonErrors.InvalidField("window_duration", "Expected none beside by_count: these windows have no length of time.");
        }

        var interval = MetricsInterval.Parse(
            request.StartTime.FromProto("start_time"), request.EndTime.FromProto("end_time"), request.WindowDuration.FromProto("window_duration"),
            options.Value.Retention, clock.GetUtcNow());
        var windows = request.ByCount
            ? await reader.QueryByCountAsync(id, version, slices, interval, context.CancellationToken)
            : await reader.QueryAsync(id, version, slices, interval, context.CancellationToken);
        return windows.ToProto();
    }
}

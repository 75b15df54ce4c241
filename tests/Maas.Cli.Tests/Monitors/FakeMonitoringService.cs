using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Cli.Tests.Monitors;

internal sealed class FakeMonitoringService(FakeMonitoring known) : MonitoringService.MonitoringServiceBase
{
    public override Task<Monitor> GetMonitor(GetMonitorRequest request, ServerCallContext context)
    {
        var monitor = request.Name == known.Monitor.Name ? known.Monitor.Clone() : throw FakeMonitoring.NotFound(request.Name);
        known.Meddle?.Invoke(known.Monitor);
        return Task.FromResult(monitor);
    }

    public override Task<ListMonitorsResponse> ListMonitors(ListMonitorsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListMonitorsResponse { Monitors = { known.Monitor } });

    public override Task<Monitor> UpdateMonitor(UpdateMonitorRequest request, ServerCallContext context)
    {
        if (request.Monitor.Etag != known.Monitor.Etag)
        {
            throw FakeMonitoring.Stale(request.Monitor.Name);
        }

        known.Monitor = request.Monitor.Clone();
        known.Monitor.Etag += "+";
        return Task.FromResult(known.Monitor);
    }

    public override Task<QueryMetricsResponse> QueryMetrics(QueryMetricsRequest request, ServerCallContext context)
    {
        known.Queries.Add(request);
        return Task.FromResult(known.Metrics);
    }

    public override Task<RecordOutcomesResponse> RecordOutcomes(RecordOutcomesRequest request, ServerCallContext context)
    {
        known.OutcomeRequests.Add(request);
        var answer = new RecordOutcomesResponse();
        for (var i = 0; i < request.Outcomes.Count; i++)
        {
            if (known.Refusal(request.Outcomes[i]) is { } reason)
            {
                answer.RefusedOutcomes.Add(new RefusedOutcome { Index = i, Reason = reason, Message = $"It is {reason}." });
            }
            else
            {
                answer.RecordedCount++;
            }
        }

        return Task.FromResult(answer);
    }

    public override Task<ListPayloadsResponse> ListPayloads(ListPayloadsRequest request, ServerCallContext context)
    {
        var (rows, next) = FakeMonitoring.Page(known.Payloads, request.PageSize, request.PageToken);
        return Task.FromResult(new ListPayloadsResponse { Payloads = { rows }, NextPageToken = next });
    }
}

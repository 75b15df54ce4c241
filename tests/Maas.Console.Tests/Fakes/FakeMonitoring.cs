using System.Collections.Concurrent;
using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Maas.Console.Tests.Fakes;

/// <summary>What a Monitoring of a test knows, and what it was asked to change. Thread-safe.</summary>
internal sealed class FakeMonitoring
{
    /// <summary>Whether it knows alerts at all; without, their service is not implemented.</summary>
    public bool HasAlerts { get; init; } = true;

    public ConcurrentDictionary<string, Contracts.Monitoring.V1.Monitor> Monitors { get; } = new();

    /// <summary>Answers queries of metrics.</summary>
    public Func<QueryMetricsRequest, QueryMetricsResponse> Query { get; set; } = _ => new QueryMetricsResponse();

    public List<Alert> Alerts { get; } = [];

    public List<AlertRule> Rules { get; } = [];

    public ConcurrentDictionary<string, Silence> Silences { get; } = new();

    public List<MonitoringAuditEvent> AuditEvents { get; } = [];

    public ConcurrentQueue<CreateSilenceRequest> SilenceRequests { get; } = new();
}

/// <summary>A Monitoring service as far as the console asks it.</summary>
internal sealed class FakeMonitoringModule : IServiceModule
{
    public static string Name => "Monitoring";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    public static void MapEndpoints(WebApplication app)
    {
        app.MapGrpcService<Metrics>();
        app.MapGrpcService<AlertsOf>();
    }

    internal sealed class Metrics(FakeMonitoring monitoring) : MonitoringService.MonitoringServiceBase
    {
        public override Task<ListMonitorsResponse> ListMonitors(ListMonitorsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListMonitorsResponse { Monitors = { monitoring.Monitors.Values } });

        public override Task<Contracts.Monitoring.V1.Monitor> GetMonitor(GetMonitorRequest request, ServerCallContext context) =>
            Task.FromResult(monitoring.Monitors.GetValueOrDefault(request.Name) ?? throw FakeRegistry.NotFound(request.Name));

        public override Task<QueryMetricsResponse> QueryMetrics(QueryMetricsRequest request, ServerCallContext context) =>
            monitoring.Monitors.ContainsKey(request.Monitor)
                ? Task.FromResult(monitoring.Query(request))
                : throw FakeRegistry.NotFound(request.Monitor);
    }

    internal sealed class AlertsOf(FakeMonitoring monitoring) : AlertService.AlertServiceBase
    {
        public override Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context) => monitoring.HasAlerts
            ? Task.FromResult(new ListAlertsResponse
            {
                Alerts =
                {
                    monitoring.Alerts.Where(alert => (request.Monitor.Length == 0 || alert.Monitor == request.Monitor)
                        && (request.States.Count == 0 || request.States.Contains(alert.State))),
                },
            })
            : base.ListAlerts(request, context);

        public override Task<ListAlertRulesResponse> ListAlertRules(ListAlertRulesRequest request, ServerCallContext context) => monitoring.HasAlerts
            ? Task.FromResult(new ListAlertRulesResponse { AlertRules = { monitoring.Rules } })
            : base.ListAlertRules(request, context);

        public override Task<ListSilencesResponse> ListSilences(ListSilencesRequest request, ServerCallContext context) => monitoring.HasAlerts
            ? Task.FromResult(new ListSilencesResponse { Silences = { monitoring.Silences.Values.OrderBy(silence => silence.Name, StringComparer.Ordinal) } })
            : base.ListSilences(request, context);

        public override Task<Silence> CreateSilence(CreateSilenceRequest request, ServerCallContext context)
        {
            monitoring.SilenceRequests.Enqueue(request);
            var made = request.Silence.Clone();
            made.Name = $"silences/made-{monitoring.SilenceRequests.Count}";
            made.Creator = "ana";
            return Task.FromResult(monitoring.Silences[made.Name] = made);
        }

        public override Task<Silence> ExpireSilence(ExpireSilenceRequest request, ServerCallContext context) =>
            Task.FromResult(monitoring.Silences.TryRemove(request.Name, out var ended) ? ended : throw FakeRegistry.NotFound(request.Name));

        public override Task<ListMonitoringAuditEventsResponse> ListMonitoringAuditEvents(
            ListMonitoringAuditEventsRequest request, ServerCallContext context) => monitoring.HasAlerts
            ? Task.FromResult(new ListMonitoringAuditEventsResponse { AuditEvents = { monitoring.AuditEvents } })
            : base.ListMonitoringAuditEvents(request, context);
    }
}

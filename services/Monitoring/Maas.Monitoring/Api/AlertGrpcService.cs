using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Alerts.Audit;
using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Notifications;
using Maas.Monitoring.Alerts.Rules;
using Maas.Monitoring.Alerts.Silences;
using Maas.Paging;
using Proto = Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Api;

/// <summary>Speaks <c>maas.monitoring.v1.AlertService</c>; every decision is taken in the domain.</summary>
internal sealed partial class AlertGrpcService(
    AlertRuleBook rules, AlertBook alerts, SilenceBook silences, WebhookBook webhooks, AuditTrail audit) : AlertService.AlertServiceBase
{
    public override async Task<Proto.AlertRule> GetAlertRule(GetAlertRuleRequest request, ServerCallContext context) =>
        (await rules.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListAlertRulesResponse> ListAlertRules(ListAlertRulesRequest request, ServerCallContext context)
    {
        var page = await rules.ListAsync(
            PageRequest.Parse(request.PageSize, request.PageToken, "alertRules"), context.CancellationToken);
        return new ListAlertRulesResponse
        {
            AlertRules = { page.Rows.Select(rule => rule.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.AlertRule> CreateAlertRule(CreateAlertRuleRequest request, ServerCallContext context)
    {
        var rule = await rules.CreateAsync(
            request.AlertRuleId, request.AlertRule.FromProto(), context.MutationOf(request), context.CancellationToken);
        return rule.ToProto();
    }

    public override async Task<Proto.AlertRule> UpdateAlertRule(UpdateAlertRuleRequest request, ServerCallContext context)
    {
        var rule = await rules.UpdateAsync(
            request.AlertRule.Name, request.AlertRule.FromProto(), request.AlertRule.Etag, context.MutationOf(request),
            context.CancellationToken);
        return rule.ToProto();
    }

    public override async Task<Empty> DeleteAlertRule(DeleteAlertRuleRequest request, ServerCallContext context)
    {
        await rules.DeleteAsync(request.Name, request.Etag, context.MutationOf(request), context.CancellationToken);
        return new Empty();
    }

    public override async Task<Proto.Alert> GetAlert(GetAlertRequest request, ServerCallContext context) =>
        (await alerts.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        var page = await alerts.ListAsync(
            request.Monitor, [.. request.States.Select(state => (AlertState)(int)state)], request.PageSize, request.PageToken,
            context.CancellationToken);
        return new ListAlertsResponse
        {
            Alerts = { page.Rows.Select(view => view.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task WatchAlerts(
        WatchAlertsRequest request, IServerStreamWriter<Proto.Alert> responseStream, ServerCallContext context)
    {
        await foreach (var view in alerts.WatchAsync(request.Monitor, request.SinceRevision, context.CancellationToken))
        {
            await responseStream.WriteAsync(view.ToProto(), context.CancellationToken);
        }
    }

    public override async Task<ListMonitoringAuditEventsResponse> ListMonitoringAuditEvents(
        ListMonitoringAuditEventsRequest request, ServerCallContext context)
    {
        var page = await audit.ListAsync(
            PageRequest.Parse(request.PageSize, request.PageToken, "monitoringAuditEvents"), context.CancellationToken);
        return new ListMonitoringAuditEventsResponse
        {
            AuditEvents = { page.Rows.Select(entry => entry.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }
}

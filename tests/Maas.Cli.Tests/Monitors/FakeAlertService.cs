using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using Microsoft.Extensions.Hosting;

namespace Maas.Cli.Tests.Monitors;

internal sealed class FakeAlertService(FakeMonitoring known, IHostApplicationLifetime lifetime) : AlertService.AlertServiceBase
{
    public override Task<AlertRule> GetAlertRule(GetAlertRuleRequest request, ServerCallContext context) => Task.FromResult(Rule(request.Name));

    public override Task<ListAlertRulesResponse> ListAlertRules(ListAlertRulesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListAlertRulesResponse { AlertRules = { known.Rules.Values } });

    public override Task<AlertRule> CreateAlertRule(CreateAlertRuleRequest request, ServerCallContext context)
    {
        var rule = request.AlertRule.Clone();
        (rule.Name, rule.Etag) = ($"alertRules/{request.AlertRuleId}", "1");
        known.Rules[rule.Name] = rule;
        return Task.FromResult(rule);
    }

    public override Task<AlertRule> UpdateAlertRule(UpdateAlertRuleRequest request, ServerCallContext context)
    {
        var rule = request.AlertRule.Clone();
        if (rule.Etag != Rule(rule.Name).Etag)
        {
            throw FakeMonitoring.Stale(rule.Name);
        }

        rule.Etag += "+";
        known.Rules[rule.Name] = rule;
        return Task.FromResult(rule);
    }

    public override Task<Empty> DeleteAlertRule(DeleteAlertRuleRequest request, ServerCallContext context)
    {
        known.Rules.Remove(Rule(request.Name).Name);
        return Task.FromResult(new Empty());
    }

    public override Task<Alert> GetAlert(GetAlertRequest request, ServerCallContext context) => Task.FromResult(
        known.Alerts.Find(alert => alert.Name == request.Name) ?? throw FakeMonitoring.NotFound(request.Name));

    public override Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        var matching = known.Alerts.Where(alert =>
            (request.Monitor.Length == 0 || alert.Monitor == request.Monitor)
            && (request.States.Count == 0 || request.States.Contains(alert.State))).ToList();
        var (rows, next) = FakeMonitoring.Page(matching, request.PageSize, request.PageToken);
        return Task.FromResult(new ListAlertsResponse { Alerts = { rows }, NextPageToken = next });
    }

    public override async Task WatchAlerts(WatchAlertsRequest request, IServerStreamWriter<Alert> responseStream, ServerCallContext context)
    {
        var changes = known.Watch();
        foreach (var alert in known.Alerts.Where(alert => alert.Revision > request.SinceRevision).OrderBy(alert => alert.Revision).ToList())
        {
            await responseStream.WriteAsync(alert, context.CancellationToken);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var alert in changes.ReadAllAsync(end.Token))
            {
                await responseStream.WriteAsync(alert, end.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new MaasException(MaasErrorCode.Unavailable, "SHUTTING_DOWN", "maas", "The service stops.");
        }
    }

    public override Task<ListSilencesResponse> ListSilences(ListSilencesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListSilencesResponse { Silences = { known.Silences } });

    public override Task<Silence> CreateSilence(CreateSilenceRequest request, ServerCallContext context)
    {
        var silence = request.Silence.Clone();
        (silence.Name, silence.Creator) = ($"silences/s{known.Silences.Count + 1}", "anonymous");
        known.Silences.Add(silence);
        return Task.FromResult(silence);
    }

    public override Task<Silence> ExpireSilence(ExpireSilenceRequest request, ServerCallContext context)
    {
        var silence = known.Silences.Find(one => one.Name == request.Name) ?? throw FakeMonitoring.NotFound(request.Name);
        known.Silences.Remove(silence);
        return Task.FromResult(silence);
    }

    public override Task<Webhook> GetWebhook(GetWebhookRequest request, ServerCallContext context) => Task.FromResult(Hook(request.Name));

    public override Task<ListWebhooksResponse> ListWebhooks(ListWebhooksRequest request, ServerCallContext context) =>
        Task.FromResult(new ListWebhooksResponse { Webhooks = { known.Webhooks.Values.Select(Untold) } });

    public override Task<Webhook> CreateWebhook(CreateWebhookRequest request, ServerCallContext context)
    {
        var webhook = request.Webhook.Clone();
        (webhook.Name, webhook.Etag) = ($"webhooks/{request.WebhookId}", "1");
        known.Webhooks[webhook.Name] = webhook;
        return Task.FromResult(Untold(webhook));
    }

    public override Task<Webhook> UpdateWebhook(UpdateWebhookRequest request, ServerCallContext context)
    {
        var (before, after) = (known.Webhooks[Hook(request.Webhook.Name).Name], request.Webhook.Clone());
        if (after.Etag != before.Etag)
        {
            throw FakeMonitoring.Stale(after.Name);
        }

        (after.Secret, after.Etag) = (after.Secret.Length > 0 ? after.Secret : before.Secret, $"{before.Etag}+");
        known.Webhooks[after.Name] = after;
        return Task.FromResult(Untold(after));
    }

    public override Task<Empty> DeleteWebhook(DeleteWebhookRequest request, ServerCallContext context)
    {
        known.Webhooks.Remove(Hook(request.Name).Name);
        return Task.FromResult(new Empty());
    }

    public override Task<ListMonitoringAuditEventsResponse> ListMonitoringAuditEvents(
        ListMonitoringAuditEventsRequest request, ServerCallContext context)
    {
        var (rows, next) = FakeMonitoring.Page(known.AuditEvents, request.PageSize, request.PageToken);
        return Task.FromResult(new ListMonitoringAuditEventsResponse { AuditEvents = { rows }, NextPageToken = next });
    }

    private AlertRule Rule(string name) => known.Rules.TryGetValue(name, out var rule) ? rule.Clone() : throw FakeMonitoring.NotFound(name);

    private Webhook Hook(string name) => known.Webhooks.TryGetValue(name, out var webhook) ? Untold(webhook) : throw FakeMonitoring.NotFound(name);

    private static Webhook Untold(Webhook webhook)
    {
        var told = webhook.Clone();
        told.Secret = "";
        return told;
    }
}

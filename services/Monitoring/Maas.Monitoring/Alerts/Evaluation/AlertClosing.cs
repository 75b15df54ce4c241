using Maas.Monitoring.Alerts.Audit;
using Maas.Monitoring.Alerts.Rules;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>What becomes of alerts when their rule changes or goes. Every method runs in the write of its caller. Thread-safe.</summary>
internal sealed class AlertClosing(AuditTrail audit, MonitoringMetrics metrics, TimeProvider clock)
{
    /// <summary>Resolves every alert of a rule; whoever was told that one fires is told that it is over.</summary>
    /// <param name="session">The write.</param>
    /// <param name="ruleId">The rule.</param>
    /// <param name="reason">Why, without a full stop.</param>
    public async Task CloseAsync(DatabaseSession session, string ruleId, string reason)
    {
        var now = clock.GetStorableNow();
        foreach (var alert in await session.ListOpenAlertsAsync(ruleId))
        {
            var resolved = await session.PutAlertAsync(AlertTransitions.Resolve(alert, now, reason));
            if (resolved.FireTime is not null)
            {
                await audit.AppendAsync(session, Mutation.ByMonitoring("ResolveAlert"), resolved.Name, resolved.Summary);
            }

            metrics.AlertChanged(AlertState.Resolved);
        }
    }

    /// <summary>Makes the alerts of a rule as bad as it says now, and their webhooks those that it names.</summary>
    public static async Task AdaptAsync(DatabaseSession session, AlertRule rule)
    {
        foreach (var alert in await session.ListOpenAlertsAsync(rule.Id))
        {
            await session.PutAlertAsync(alert with
            {
                Severity = rule.Values.Severity,
                Webhooks = AlertTransitions.WebhookIdsOf(rule),
                RepeatInterval = rule.Values.RepeatInterval!.Value,
            });
        }
    }
}

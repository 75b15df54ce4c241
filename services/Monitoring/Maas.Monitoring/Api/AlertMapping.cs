using Google.Protobuf.WellKnownTypes;
using Maas.Monitoring.Alerts.Actions;
using Maas.Monitoring.Alerts.Audit;
using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Notifications;
using Proto = Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Api;

/// <summary>Alerts, and what was done about them, on the wire.</summary>
internal static class AlertMapping
{
    extension(AlertView view)
    {
        public Proto.Alert ToProto()
        {
            var alert = view.Alert;
            return new Proto.Alert
            {
                Name = alert.Name,
                AlertRule = Alerts.Rules.AlertRule.NameOf(alert.RuleId),
                Monitor = $"monitors/{alert.MonitorId}",
                ModelVersion = alert.ModelVersion,
                Slice = alert.Slice,
                State = (Proto.Alert.Types.State)(int)alert.State,
                Severity = (Proto.Severity)(int)alert.Severity,
                Summary = alert.Summary,
                Features = { alert.Features },
                Value = alert.Value,
                StartTime = alert.StartTime.ToTimestamp(),
                FireTime = alert.FireTime?.ToTimestamp(),
                ResolveTime = alert.ResolveTime?.ToTimestamp(),
                LastHoldTime = alert.LastHoldTime.ToTimestamp(),
                Silences = { view.Silences },
                ActionResults = { alert.Actions.Select(result => result.ToProto()) },
                NotificationResults = { alert.Notifications.Select(notification => notification.ToProto()) },
                Revision = alert.Revision,
            };
        }
    }

    extension(ActionResult result)
    {
        public Proto.ActionResult ToProto() => new()
        {
            Action = result.Action,
            State = result.State.ToString().ToLowerInvariant(),
            Message = result.Message,
            Resource = result.Resource,
            EndTime = result.EndTime?.ToTimestamp(),
        };
    }

    extension(Notification notification)
    {
        public Proto.NotificationResult ToProto() => new()
        {
            Webhook = Webhook.NameOf(notification.WebhookId),
            State = notification.State.ToString().ToLowerInvariant(),
            AttemptCount = notification.AttemptCount,
            Message = notification.Message,
            AttemptTime = notification.AttemptTime?.ToTimestamp(),
        };
    }

    extension(AuditEvent entry)
    {
        public Proto.MonitoringAuditEvent ToProto() => new()
        {
            SequenceNumber = entry.SequenceNumber,
            CreateTime = entry.CreateTime.ToTimestamp(),
            Actor = entry.Actor,
            Method = entry.Method,
            Resource = entry.Resource,
            Message = entry.Message,
        };
    }
}

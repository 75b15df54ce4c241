using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Silences;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>
/// Decides which webhook is to be told of what now, and puts that into the outbox: firing once and again every repeat interval, then that it
/// is over. What is silenced waits. Thread-safe.
/// </summary>
internal sealed class NewsOutbox(AlertLedger ledger, TimeProvider clock)
{
    // Alerts of one message: some hundred kilobytes at most.
    private const int MaxAlerts = 100;

    /// <summary>Tells of every monitor; writes only where there is anything to tell.</summary>
    public async Task TellAllAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetStorableNow();
        var due = await ledger.ReadAsync(
            async session =>
            {
                var found = new List<string>();
                foreach (var monitorId in await session.ListMonitorsWithNewsAsync())
                {
                    if ((await PlanAsync(session, monitorId, now)).Count > 0)
                    {
                        found.Add(monitorId);
                    }
                }

                return found;
            },
            cancellationToken);
        foreach (var monitorId in due)
        {
            await ledger.WriteAsync(session => TellAsync(session, monitorId), cancellationToken);
        }
    }

    /// <summary>Tells of one monitor, within a write: one message per webhook, or several when there are very many alerts.</summary>
    /// <returns>How many messages were made.</returns>
    public async Task<int> TellAsync(DatabaseSession session, string monitorId)
    {
        var now = clock.GetStorableNow();
        var count = 0;
        foreach (var (webhookId, ids) in await PlanAsync(session, monitorId, now))
        {
            foreach (var chunk in ids.Chunk(MaxAlerts))
            {
                await TellAsync(session, webhookId, monitorId, chunk, now);
                count++;
            }
        }

        return count;
    }

    private static async Task TellAsync(DatabaseSession session, string webhookId, string monitorId, string[] ids, DateTimeOffset now)
    {
        var deliveryId = Guid.CreateVersion7(now).ToString("D");
        var told = new List<Alert>();
        foreach (var id in ids)
        {
            // Read anew: an alert that several webhooks are told of was changed by the one before.
            var alert = await session.GetAlertAsync(id);
            told.Add(await session.PutAlertAsync(alert with
            {
                Notifications =
                [
                    .. alert.Notifications.Where(notification => notification.WebhookId != webhookId),
                    new Notification { WebhookId = webhookId, DeliveryId = deliveryId, Told = alert.State, TellTime = now },
                ],
            }));
        }

        await session.InsertDeliveryAsync(new Delivery(
            deliveryId, webhookId, monitorId, ids, AlertMessage.Write(deliveryId, monitorId, now, told), now, AttemptCount: 0));
    }

    /// <summary>Ids of the alerts that each webhook is to be told of.</summary>
    private static async Task<SortedDictionary<string, List<string>>> PlanAsync(
        DatabaseSession session, string monitorId, DateTimeOffset now)
    {
        var plan = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var alerts = await session.ListAlertsWithNewsAsync(monitorId);
        if (alerts.Count == 0)
        {
            return plan;
        }

        var silences = await session.ListSilencesAtAsync(now);
        var webhooks = await session.ListWebhookIdsAsync();
        foreach (var alert in alerts.Where(alert => !silences.Any(silence => silence.Matches(alert))))
        {
            foreach (var webhookId in Recipients(alert, now).Where(webhooks.Contains))
            {
                if (!plan.TryGetValue(webhookId, out var ids))
                {
                    plan[webhookId] = ids = [];
                }

                ids.Add(alert.Id);
            }
        }

        return plan;
    }

    /// <summary>Who is to be told of an alert now, silences aside.</summary>
    internal static IEnumerable<string> Recipients(Alert alert, DateTimeOffset now) => alert.State switch
    {
        AlertState.Firing => alert.Webhooks.Where(webhookId =>
            alert.Notifications.FirstOrDefault(notification => notification.WebhookId == webhookId) is not { } last
            || (last.State != NotificationState.Pending && now >= last.TellTime + alert.RepeatInterval)),

        // Only who heard that it fires, also when the rule names it no more.
        AlertState.Resolved => alert.Notifications
            .Where(notification => notification.Told == AlertState.Firing)
            .Select(notification => notification.WebhookId),
        _ => [],
    };
}

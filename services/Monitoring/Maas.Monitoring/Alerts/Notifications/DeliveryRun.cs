using Maas.Monitoring.Alerts.Evaluation;
using Maas.Storage.Database;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>
/// Sends the messages of the outbox whose turn it is. Each is claimed before it is sent, so that two processes do not send it at once, and is
/// due again when a process died with it: a message may come twice, then with the same id, and none is lost. Thread-safe.
/// </summary>
internal sealed partial class DeliveryRun(
    AlertLedger ledger, WebhookSender sender, MonitoringMetrics metrics, IOptions<AlertOptions> options, TimeProvider clock,
    ILogger<DeliveryRun> logger)
{
    private const int MaxAtOnce = 8;
    private const int MaxListed = 64;

    // From the end of the longest attempt to the commit that settles it.
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(20);

    /// <summary>Sends what is due.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var due = await ledger.ReadAsync(
            session => session.ListDueDeliveriesAsync(clock.GetUtcNow(), MaxListed), cancellationToken);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken },
            async (seen, token) => await SendAsync(seen, token));
        return due.Count > 0;
    }

    private async Task SendAsync(QueuedDelivery seen, CancellationToken cancellationToken)
    {
        var claimed = await ledger.WriteAsync(session => ClaimAsync(session, seen), cancellationToken);
        if (claimed is not (var queued, var webhook))
        {
            return;
        }

        var problem = webhook is null ? "The webhook was deleted." : await sender.SendAsync(webhook, queued.Delivery, cancellationToken);
        var isFinal = problem is not null && (webhook is null || IsLast(queued.Delivery));

        // What was sent is settled even when the host stops now.
        await ledger.WriteAsync(session => SettleAsync(session, queued, problem, isFinal), CancellationToken.None);
        metrics.AttemptedDelivery(problem is null ? "delivered" : isFinal ? "given_up" : "failed");
        if (problem is not null)
        {
            LogFailed(queued.Delivery.WebhookId, queued.Delivery.Id, queued.Delivery.AttemptCount, problem);
        }
    }

    private async Task<(QueuedDelivery Queued, Webhook? Webhook)?> ClaimAsync(DatabaseSession session, QueuedDelivery seen)
    {
        var next = seen.Delivery with { AttemptCount = seen.Delivery.AttemptCount + 1 };
        var lease = clock.GetStorableNow() + options.Value.DeliveryTimeout + SettleTime;
        return await session.TryPutDeliveryAsync(seen, next, lease)
            ? (new QueuedDelivery(seen.SequenceNumber, lease.UnixMicroseconds, next), await session.FindWebhookAsync(next.WebhookId))
            : null;
    }

    private bool IsLast(Delivery delivery) =>
        NextTime(delivery) > delivery.CreateTime + options.Value.DeliveryRetryPeriod;

    private DateTimeOffset NextTime(Delivery delivery) =>
        clock.GetUtcNow() + RetryDelays.After(delivery.Id, delivery.AttemptCount);

    private async Task<bool> SettleAsync(DatabaseSession session, QueuedDelivery queued, string? problem, bool isFinal)
    {
        var delivery = queued.Delivery;
        if (problem is null || isFinal)
        {
            await session.DeleteDeliveryAsync(queued.SequenceNumber);
        }
        else if (!await session.TryPutDeliveryAsync(queued, delivery, NextTime(delivery)))
        {
            // So slow that another process took it; it says what became of it.
            return false;
        }

        var state = problem is null ? NotificationState.Delivered : isFinal ? NotificationState.Failed : NotificationState.Pending;
        foreach (var id in delivery.AlertIds)
        {
            if (await session.FindAlertAsync(id) is { } alert
                && alert.Notifications.Any(notification => notification.DeliveryId == delivery.Id))
            {
                await session.PutAlertAsync(alert with
                {
                    Notifications = [.. alert.Notifications.Select(notification => notification.DeliveryId != delivery.Id
                        ? notification
                        : notification with
                        {
                            State = state,
                            AttemptCount = delivery.AttemptCount,
                            Message = problem ?? "",
                            AttemptTime = clock.GetStorableNow(),
                        })],
                });
            }
        }

        return true;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "webhooks/{Webhook} did not take message {Delivery} at attempt {Attempt}: {Problem}")]
    private partial void LogFailed(string webhook, string delivery, int attempt, string problem);
}

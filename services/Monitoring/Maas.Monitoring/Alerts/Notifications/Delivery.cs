using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>A message that a webhook has not taken yet. Immutable. Kept as JSON: rename no property.</summary>
/// <param name="Id">A UUID, the same at every attempt: a receiver knows by it what it had before.</param>
/// <param name="WebhookId">Who is told.</param>
/// <param name="MonitorId">Of what.</param>
/// <param name="AlertIds">Alerts in it.</param>
/// <param name="Body">What is sent.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="AttemptCount">Attempts that were begun.</param>
internal sealed record Delivery(
    string Id, string WebhookId, string MonitorId, IReadOnlyList<string> AlertIds, string Body, DateTimeOffset CreateTime, int AttemptCount);

/// <summary>A message and its place among those that wait.</summary>
internal sealed record QueuedDelivery(long SequenceNumber, long NextMicros, Delivery Delivery);

/// <summary>Messages in the database. Every method runs in the session of its caller.</summary>
internal static class DeliveryTable
{
    extension(DatabaseSession session)
    {
        public async Task InsertDeliveryAsync(Delivery delivery) => await session.ExecuteAsync(
            """
            INSERT INTO alert_deliveries (sequence_number, webhook_id, monitor_id, next_micros, delivery_json)
            VALUES (@number, @WebhookId, @MonitorId, @nextMicros, @json)
            """,
            new
            {
                number = await AlertCounters.NextAsync(session, AlertCounters.Delivery),
                delivery.WebhookId,
                delivery.MonitorId,
                nextMicros = delivery.CreateTime.UnixMicroseconds,
                json = DatabaseJson.Write(delivery),
            });

        /// <summary>
        /// Messages whose turn it is: of one webhook and monitor the oldest comes first, so that nobody hears that an alert fires after
        /// hearing that it is over.
        /// </summary>
        public async Task<IReadOnlyList<QueuedDelivery>> ListDueDeliveriesAsync(DateTimeOffset now, int limit) =>
        [
            .. (await session.QueryAsync<Row>(
                    """
                    SELECT d.sequence_number AS SequenceNumber, d.next_micros AS NextMicros, d.delivery_json AS Json
                    FROM alert_deliveries d WHERE d.next_micros <= @now AND NOT EXISTS (
                        SELECT 1 FROM alert_deliveries o WHERE o.webhook_id = d.webhook_id AND o.monitor_id = d.monitor_id
                        AND o.sequence_number < d.sequence_number)
                    ORDER BY d.next_micros, d.sequence_number LIMIT @limit
                    """,
                    new { now = now.UnixMicroseconds, limit }))
                .Select(row => new QueuedDelivery(row.SequenceNumber, row.NextMicros, DatabaseJson.Read<Delivery>(row.Json))),
        ];

        /// <summary>Changes a message, unless another process has done so since it was read.</summary>
        public async Task<bool> TryPutDeliveryAsync(QueuedDelivery seen, Delivery next, DateTimeOffset nextTime) =>
            await session.ExecuteAsync(
                """
                UPDATE alert_deliveries SET next_micros = @nextMicros, delivery_json = @json
                WHERE sequence_number = @SequenceNumber AND next_micros = @seenMicros
                """,
                new { nextMicros = nextTime.UnixMicroseconds, json = DatabaseJson.Write(next), seen.SequenceNumber, seenMicros = seen.NextMicros }) == 1;

        public Task DeleteDeliveryAsync(long sequenceNumber) => session.ExecuteAsync(
            "DELETE FROM alert_deliveries WHERE sequence_number = @sequenceNumber", new { sequenceNumber });
    }

    private sealed record Row(long SequenceNumber, long NextMicros, string Json);
}

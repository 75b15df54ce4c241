using System.Security.Cryptography;
using System.Text;
using Maas.Monitoring.Alerts.Rules;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Actions;

/// <summary>An action that has not ended. Immutable. Kept as JSON: rename no property.</summary>
/// <param name="AlertId">Because of which alert.</param>
/// <param name="Place">Its place in the alert, from 0.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="CreateTime">When the alert began to fire.</param>
/// <param name="AttemptCount">Attempts that were begun.</param>
/// <param name="NextTime">When it is to be tried next.</param>
internal sealed record PendingAction(
    string AlertId, int Place, AlertAction Action, DateTimeOffset CreateTime, int AttemptCount, DateTimeOffset NextTime)
{
    /// <summary>The same at every attempt, whoever makes it: a UUID in the form of version 4.</summary>
    public string RequestId()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{AlertId} {Place} {Action.Name}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D");
    }
}

/// <summary>Actions in the database. Every method runs in the session of its caller.</summary>
internal static class ActionTable
{
    extension(DatabaseSession session)
    {
        public Task InsertActionAsync(PendingAction action) => session.ExecuteAsync(
            "INSERT INTO alert_actions (alert_id, place, next_micros, action_json) VALUES (@AlertId, @place, @micros, @json)",
            new
            {
                action.AlertId,
                place = (long)action.Place,
                micros = action.NextTime.UnixMicroseconds,
                json = DatabaseJson.Write(action),
            });

        /// <summary>Actions whose turn it is: those of one alert in their order.</summary>
        public async Task<IReadOnlyList<PendingAction>> ListDueActionsAsync(DateTimeOffset now, int limit) =>
        [
            .. (await session.QueryAsync<string>(
                    """
                    SELECT a.action_json FROM alert_actions a WHERE a.next_micros <= @now AND NOT EXISTS (
                        SELECT 1 FROM alert_actions o WHERE o.alert_id = a.alert_id AND o.place < a.place)
                    ORDER BY a.next_micros, a.alert_id LIMIT @limit
                    """,
                    new { now = now.UnixMicroseconds, limit }))
                .Select(DatabaseJson.Read<PendingAction>),
        ];

        /// <summary>Changes an action, unless another process has done so since it was read.</summary>
        public async Task<bool> TryPutActionAsync(PendingAction seen, PendingAction next) => await session.ExecuteAsync(
            """
            UPDATE alert_actions SET next_micros = @nextMicros, action_json = @json
            WHERE alert_id = @AlertId AND place = @place AND next_micros = @seenMicros
            """,
            new
            {
                seen.AlertId,
                place = (long)seen.Place,
                seenMicros = seen.NextTime.UnixMicroseconds,
                nextMicros = next.NextTime.UnixMicroseconds,
                json = DatabaseJson.Write(next),
            }) == 1;

        public Task DeleteActionAsync(PendingAction action) => session.ExecuteAsync(
            "DELETE FROM alert_actions WHERE alert_id = @AlertId AND place = @place",
            new { action.AlertId, place = (long)action.Place });
    }
}

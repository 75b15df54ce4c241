using System.Globalization;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>Alerts in the database. Every method runs in the session of its caller.</summary>
internal static class AlertTable
{
    extension(DatabaseSession session)
    {
        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<Alert> GetAlertAsync(string id) =>
            await session.FindAlertAsync(id) ?? throw MonitoringErrors.ResourceNotFound(Alert.NameOf(id));

        public async Task<Alert?> FindAlertAsync(string id) =>
            await session.FindAsync<string>("SELECT alert_json FROM alerts WHERE alert_id = @id", new { id }) is { } json
                ? DatabaseJson.Read<Alert>(json)
                : null;

        /// <summary>Alerts of a rule that go on; of one monitor, or of all when it is empty.</summary>
        public async Task<IReadOnlyList<Alert>> ListOpenAlertsAsync(string ruleId, string monitorId = "") => Read(
            await session.QueryAsync<string>(
                """
                SELECT alert_json FROM alerts
                WHERE rule_id = @ruleId AND state <> 3 AND (@monitorId = '' OR monitor_id = @monitorId)
                """,
                new { ruleId, monitorId }));

        /// <summary>Rules and monitors with alerts that go on.</summary>
        public Task<IReadOnlyList<OpenPlace>> ListOpenPlacesAsync() => session.QueryAsync<OpenPlace>(
            "SELECT DISTINCT rule_id AS RuleId, monitor_id AS MonitorId FROM alerts WHERE state <> 3");

        public Task<long> CountOpenAlertsAsync() => session.GetAsync<long>("SELECT COUNT(*) FROM alerts WHERE state <> 3");

        /// <summary>Monitors with alerts of which webhooks may have to be told.</summary>
        public Task<IReadOnlyList<string>> ListMonitorsWithNewsAsync() =>
            session.QueryAsync<string>("SELECT DISTINCT monitor_id FROM alerts WHERE has_news = 1 ORDER BY monitor_id");

        /// <summary>Alerts of a monitor of which webhooks may have to be told, oldest first.</summary>
        public async Task<IReadOnlyList<Alert>> ListAlertsWithNewsAsync(string monitorId) => Read(
            await session.QueryAsync<string>(
                "SELECT alert_json FROM alerts WHERE monitor_id = @monitorId AND has_news = 1 ORDER BY alert_id", new { monitorId }));

        /// <summary>Those that changed last first.</summary>
        public async Task<Page<Alert>> ListAlertsAsync(string monitorId, IReadOnlyList<AlertState> states, PageRequest page)
        {
            // Lists are not empty, so that both engines read them the same way.
            AlertState[] asked = states.Count > 0 ? [.. states] : Enum.GetValues<AlertState>();
            var rows = await session.QueryAsync<string>(
                """
                SELECT alert_json FROM alerts
                WHERE revision < @below AND (@monitorId = '' OR monitor_id = @monitorId) AND state IN @numbers
                ORDER BY revision DESC LIMIT @limit
                """,
                new
                {
                    below = page.AfterNumber ?? long.MaxValue,
                    monitorId,
                    numbers = asked.Select(state => (long)state).ToArray(),
                    limit = page.Size + 1,
                });
            return page.Next(Read(rows), alert => alert.Revision.ToString(CultureInfo.InvariantCulture));
        }

        /// <summary>Alerts that changed after a revision, in the order of their changes.</summary>
        public async Task<IReadOnlyList<Alert>> ListChangedAlertsAsync(string monitorId, long after, int limit) => Read(
            await session.QueryAsync<string>(
                """
                SELECT alert_json FROM alerts WHERE revision > @after AND (@monitorId = '' OR monitor_id = @monitorId)
                ORDER BY revision LIMIT @limit
                """,
                new { monitorId, after, limit }));

        /// <summary>Makes or replaces an alert, and gives it the next revision.</summary>
        public async Task<Alert> PutAlertAsync(Alert values)
        {
            var alert = values with { Revision = await AlertCounters.NextAsync(session, AlertCounters.Revision) };
            await session.ExecuteAsync(
                """
                INSERT INTO alerts (alert_id, rule_id, monitor_id, model_version, slice, state, has_fired, has_news, resolve_micros,
                    revision, alert_json)
                VALUES (@Id, @RuleId, @MonitorId, @ModelVersion, @Slice, @state, @hasFired, @hasNews, @resolveMicros, @Revision, @json)
                ON CONFLICT (alert_id) DO UPDATE SET state = excluded.state, has_fired = excluded.has_fired,
                    has_news = excluded.has_news, resolve_micros = excluded.resolve_micros, revision = excluded.revision,
                    alert_json = excluded.alert_json
                """,
                new
                {
                    alert.Id,
                    alert.RuleId,
                    alert.MonitorId,
                    alert.ModelVersion,
                    alert.Slice,
                    state = (long)alert.State,
                    hasFired = alert.FireTime is null ? 0L : 1L,
                    hasNews = alert.HasNews ? 1L : 0L,
                    resolveMicros = alert.ResolveTime?.UnixMicroseconds ?? 0,
                    alert.Revision,
                    json = DatabaseJson.Write(alert),
                });
            return alert;
        }

        /// <summary>Deletes what was resolved so long ago; what never fired goes earlier.</summary>
        public Task<int> DeleteResolvedAlertsAsync(DateTimeOffset fired, DateTimeOffset neverFired) => session.ExecuteAsync(
            """
            DELETE FROM alerts WHERE state = 3
            AND (resolve_micros < @fired OR (has_fired = 0 AND resolve_micros < @neverFired))
            """,
            new { fired = fired.UnixMicroseconds, neverFired = neverFired.UnixMicroseconds });
    }

    private static IReadOnlyList<Alert> Read(IReadOnlyList<string> rows) => [.. rows.Select(DatabaseJson.Read<Alert>)];
}

/// <summary>Where an alert goes on.</summary>
internal sealed record OpenPlace(string RuleId, string MonitorId);

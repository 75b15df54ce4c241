using Maas.Errors;
using Maas.Paging;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Monitors;

/// <summary>Which deployments and versions are watched. Thread-safe.</summary>
internal sealed class MonitorStore(
    MonitoringDatabase database, IOptions<MonitoringOptions> options, TimeProvider clock)
{
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<DeploymentMonitor> GetAsync(string monitorId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => GetAsync(session, monitorId), cancellationToken);

    /// <summary>One page of monitors, by id.</summary>
    public Task<Page<DeploymentMonitor>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var ids = await session.QueryAsync<string>(
                    "SELECT monitor_id FROM monitors WHERE monitor_id > @after ORDER BY monitor_id LIMIT @limit",
                    new { after = page.After ?? "", limit = page.Size + 1 });
                var (rows, next) = page.Next(ids, id => id);
                var monitors = new List<DeploymentMonitor>(rows.Count);
                foreach (var id in rows)
                {
                    monitors.Add(await GetAsync(session, id));
                }

                return new Page<DeploymentMonitor>(monitors, next);
            },
            cancellationToken);

    /// <inheritdoc cref="GetAsync(string, CancellationToken)"/>
    public static async Task<DeploymentMonitor> GetAsync(DatabaseSession session, string monitorId)
    {
        var row = await session.FindAsync<MonitorRow>(
            "SELECT deployment AS Deployment, create_micros AS CreateMicros, update_micros AS UpdateMicros, " +
            "settings_json AS SettingsJson, settings_revision AS SettingsRevision FROM monitors " +
            "WHERE monitor_id = @monitorId",
            new { monitorId }) ?? throw MonitoringErrors.ResourceNotFound($"monitors/{monitorId}");
        var versions = await session.QueryAsync<VersionRow>(
            $"{SelectVersions} WHERE monitor_id = @monitorId", new { monitorId });
        return new DeploymentMonitor
        {
            Id = monitorId,
            Deployment = row.Deployment,
            Versions = [.. versions.Select(version => version.ToVersion())
                .OrderByDescending(version => VersionName.Parse(version.ModelVersion))],
            CreateTime = DateTimeOffset.FromUnixMicroseconds(row.CreateMicros),
            UpdateTime = DateTimeOffset.FromUnixMicroseconds(row.UpdateMicros),
            Settings = SettingsOf(row.SettingsJson),
            SettingsRevision = row.SettingsRevision,
        };
    }

    /// <summary>The settings of a monitor that is there.</summary>
    public static async Task<MonitorSettings> GetSettingsAsync(DatabaseSession session, string monitorId) => SettingsOf(
        await session.GetAsync<string>("SELECT settings_json FROM monitors WHERE monitor_id = @monitorId", new { monitorId }));

    /// <summary>Replaces the settings of a monitor.</summary>
    /// <param name="monitorId">Last segment of the monitor's name.</param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="etag">Guards the write; empty for none.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>.</exception>
    public Task<DeploymentMonitor> UpdateAsync(
        string monitorId, MonitorSettings settings, string etag, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var current = await GetAsync(session, monitorId);
                var json = DatabaseJson.Write(settings);
                if (json == DatabaseJson.Write(current.Settings))
                {
                    return current;
                }

                if (etag.Length > 0 && etag != current.Etag)
                {
                    throw MonitoringErrors.EtagMismatch(current.Name, current.Etag);
                }

                await session.ExecuteAsync(
                    "UPDATE monitors SET settings_json = @json, settings_revision = settings_revision + 1 " +
                    "WHERE monitor_id = @monitorId",
                    new { monitorId, json });
                if (DatabaseJson.Write(settings.Payloads) != DatabaseJson.Write(current.Settings.Payloads))
                {
                    // What was kept by other rules is not kept on.
                    await session.ExecuteAsync("DELETE FROM payloads WHERE monitor_id = @monitorId", new { monitorId });
                }

                return await GetAsync(session, monitorId);
            },
            cancellationToken);

    /// <summary>Counts for a version, and makes it and its monitor known when they are not.</summary>
    /// <returns>The version with what was counted before and now.</returns>
    /// <exception cref="MaasException"><c>LIMIT_REACHED</c>.</exception>
    public async Task<MonitoredVersion> CountAsync(
        DatabaseSession session, WatchedName watched, VersionName version, long requestCount, long sampleCount)
    {
        var now = clock.GetUtcNow().UnixMicroseconds;
        await TouchMonitorAsync(session, watched, now);
        var key = new { watched.MonitorId, ModelVersion = version.ToString() };
        var known = await FindVersionAsync(session, key.MonitorId, key.ModelVersion);
        if (known is null)
        {
            await RequireRoomAsync(
                session, "SELECT COUNT(*) FROM monitored_versions WHERE monitor_id = @MonitorId", key,
                nameof(MonitoringOptions.MaxVersionsPerMonitor), options.Value.MaxVersionsPerMonitor);
        }

        // A version that was served without a registry may come back with one. When its labels were learnt, it stays without a baseline, which may
        // have them in another order.
        var state = known?.BaselineState switch
        {
            BaselineState.NotRegistered when known.HasLearntLabels => BaselineState.NotRegistered,
            null or BaselineState.NotRegistered => watched.IsRegistered ? BaselineState.Wanted : BaselineState.NotRegistered,
            var kept => kept.Value,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO monitored_versions
                (monitor_id, model_version, baseline_state, request_count, sample_count, update_micros)
            VALUES (@MonitorId, @ModelVersion, @state, @requestCount, @sampleCount, @now)
            ON CONFLICT (monitor_id, model_version) DO UPDATE SET
                baseline_state = excluded.baseline_state,
                request_count = monitored_versions.request_count + excluded.request_count,
                sample_count = monitored_versions.sample_count + excluded.sample_count,
                update_micros = excluded.update_micros
            """,
            new { key.MonitorId, key.ModelVersion, state = (long)state, requestCount, sampleCount, now });
        return (await FindVersionAsync(session, key.MonitorId, key.ModelVersion))!;
    }

    /// <summary>Whether a version is known, and was heard of since a time.</summary>
    public static async Task<bool> IsFreshAsync(DatabaseSession session, string monitorId, VersionName version, DateTimeOffset since) =>
        await session.FindAsync<long?>(
            "SELECT update_micros FROM monitored_versions WHERE monitor_id = @monitorId AND model_version = @modelVersion",
            new { monitorId, modelVersion = version.ToString() }) >= since.UnixMicroseconds;

    private static MonitorSettings SettingsOf(string json) =>
        json.Length == 0 ? MonitorSettings.Default : DatabaseJson.Read<MonitorSettings>(json);

    private async Task TouchMonitorAsync(DatabaseSession session, WatchedName watched, long now)
    {
        var touched = await session.ExecuteAsync(
            "UPDATE monitors SET deployment = @Name, update_micros = @now WHERE monitor_id = @MonitorId",
            new { watched.Name, watched.MonitorId, now });
        if (touched > 0)
        {
            return;
        }

        await RequireRoomAsync(
            session, "SELECT COUNT(*) FROM monitors", args: null,
            nameof(MonitoringOptions.MaxMonitors), options.Value.MaxMonitors);
        await session.ExecuteAsync(
            "INSERT INTO monitors (monitor_id, deployment, create_micros, update_micros) " +
            "VALUES (@MonitorId, @Name, @now, @now)",
            new { watched.Name, watched.MonitorId, now });
    }

    private static async Task RequireRoomAsync(
        DatabaseSession session, string countSql, object? args, string limit, int value)
    {
        if (await session.GetAsync<long>(countSql, args) >= value)
        {
            throw MonitoringErrors.LimitReached(limit, value);
        }
    }

    /// <summary>A version of a monitor; null when it is not known.</summary>
    public static async Task<MonitoredVersion?> FindVersionAsync(
        DatabaseSession session, string monitorId, string modelVersion) =>
        (await session.FindAsync<VersionRow>(
            $"{SelectVersions} WHERE monitor_id = @monitorId AND model_version = @modelVersion",
            new { monitorId, modelVersion }))?.ToVersion();

    private const string SelectVersions =
        "SELECT model_version AS ModelVersion, baseline_state AS BaselineState, baseline_sha256 AS BaselineSha256, " +
        "request_count AS RequestCount, sample_count AS SampleCount, labels_json AS LabelsJson FROM monitored_versions";

    private sealed record MonitorRow(
        string Deployment, long CreateMicros, long UpdateMicros, string SettingsJson, long SettingsRevision);

    private sealed record VersionRow(
        string ModelVersion, long BaselineState, string BaselineSha256, long RequestCount, long SampleCount, string LabelsJson)
    {
        public MonitoredVersion ToVersion() =>
            new(ModelVersion, (BaselineState)BaselineState, BaselineSha256, RequestCount, SampleCount, LabelsJson.Length > 0);
    }
}

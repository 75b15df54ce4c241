using System.Collections.Concurrent;
using Maas.Monitoring.Monitors;
using Maas.Storage.Database;

namespace Maas.Monitoring.Baselines;

/// <summary>The baselines at hand, on disk and, as they are needed with every batch, in memory. Thread-safe.</summary>
internal sealed class BaselineStore
{
    private const int MaxInMemory = 256;

    private readonly ConcurrentDictionary<string, ReadyBaseline> _ready = new();

    /// <summary>The baseline of a version; null when it is not at hand.</summary>
    public async Task<BaselineProfile?> FindAsync(DatabaseSession session, MonitoredVersion version) =>
        (await FindReadyAsync(session, version))?.Profile;

    /// <summary>The same with what samples are read by: the same object as long as it stays in memory.</summary>
    public async Task<ReadyBaseline?> FindReadyAsync(DatabaseSession session, MonitoredVersion version)
    {
        if (version.BaselineState != BaselineState.Present)
        {
            return null;
        }

        if (_ready.TryGetValue(version.BaselineSha256, out var known))
        {
            return known;
        }

        var json = await session.GetAsync<string>(
            "SELECT profile_json FROM baselines WHERE sha256 = @BaselineSha256", new { version.BaselineSha256 });
        var baseline = new ReadyBaseline(DatabaseJson.Read<BaselineProfile>(json));
        if (_ready.Count >= MaxInMemory)
        {
            _ready.Clear();
        }

        return _ready[version.BaselineSha256] = baseline;
    }

    /// <summary>Keeps a baseline and binds it to a version.</summary>
    /// <returns>False when the version waits for none any more: somebody else was quicker.</returns>
    public static async Task<bool> KeepAsync(
        DatabaseSession session, string monitorId, string modelVersion, FoundBaseline baseline)
    {
        await session.ExecuteAsync(
            "INSERT INTO baselines (sha256, profile_json) VALUES (@sha256, @json) ON CONFLICT (sha256) DO NOTHING",
            new { sha256 = baseline.Digest.Hex, json = DatabaseJson.Write(baseline.Profile) });
        return await SetStateAsync(session, monitorId, modelVersion, BaselineState.Present, baseline.Digest.Hex);
    }

    /// <summary>Writes down that a version has no baseline.</summary>
    /// <returns>As <see cref="KeepAsync"/>.</returns>
    public static Task<bool> KeepAbsentAsync(DatabaseSession session, string monitorId, string modelVersion) =>
        SetStateAsync(session, monitorId, modelVersion, BaselineState.Absent, sha256: "");

    /// <summary>Versions whose baseline is wanted.</summary>
    public static Task<IReadOnlyList<WantedBaseline>> ListWantedAsync(DatabaseSession session) =>
        session.QueryAsync<WantedBaseline>(
            "SELECT monitor_id AS MonitorId, model_version AS ModelVersion FROM monitored_versions " +
            "WHERE baseline_state = @wanted ORDER BY update_micros DESC",
            new { wanted = (long)BaselineState.Wanted });

    private static async Task<bool> SetStateAsync(
        DatabaseSession session, string monitorId, string modelVersion, BaselineState state, string sha256) =>
        await session.ExecuteAsync(
            """
            UPDATE monitored_versions SET baseline_state = @state, baseline_sha256 = @sha256
            WHERE monitor_id = @monitorId AND model_version = @modelVersion AND baseline_state = @wanted
            """,
            new { monitorId, modelVersion, state = (long)state, sha256, wanted = (long)BaselineState.Wanted }) > 0;
}

/// <summary>A version whose baseline is wanted.</summary>
internal sealed record WantedBaseline(string MonitorId, string ModelVersion);

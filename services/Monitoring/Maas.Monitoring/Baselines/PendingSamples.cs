using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Profiles;
using Maas.Monitoring.Windows;
using Maas.Storage.Database;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Baselines;

/// <summary>
/// Samples that came before the baseline of their version: kept as they are, in the database and up to a limit per
/// version, until it is known whether there are bins to count them in. Thread-safe.
/// </summary>
internal sealed partial class PendingSamples(
    BaselineStore baselines, IOptions<MonitoringOptions> options, MonitoringMetrics metrics, TimeProvider clock, ILogger<PendingSamples> logger)
{
    // As many as a replica sends at once.
    private const int SamplesAtOnce = 1_000;

    private const int RowsPerRead = 16;

    private const string OfBatches = "WHERE monitor_id = @MonitorId AND model_version = @ModelVersion AND minute = @Minute AND batch_id IN @batchIds";

    /// <summary>Keeps samples of one batch, as many as there is room for.</summary>
    public async Task KeepAsync(
        DatabaseSession session, WindowKey key, string batchId, IReadOnlyList<SampledValues> samples)
    {
        var kept = await session.GetAsync<long>(
            "SELECT CAST(COALESCE(SUM(sample_count), 0) AS BIGINT) FROM pending_samples " +
            "WHERE monitor_id = @MonitorId AND model_version = @ModelVersion",
            key);
        var room = (int)Math.Clamp(options.Value.MaxPendingSamples - kept, 0, samples.Count);
        metrics.LeftUnbinned(samples.Count - room);
        if (room == 0)
        {
            return;
        }

        await session.ExecuteAsync(
            """
            INSERT INTO pending_samples (monitor_id, model_version, minute, batch_id, sample_count, samples_json)
            VALUES (@MonitorId, @ModelVersion, @Minute, @batchId, @room, @json)
            """,
            new
            {
                key.MonitorId,
                key.ModelVersion,
                key.Minute,
                batchId,
                room,
                json = DatabaseJson.Write(samples.Take(room).ToArray()),
            });
    }

    /// <summary>Which of these predictions wait, and the version that they wait for.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="monitorId">Last segment of the monitor's name.</param>
    /// <param name="ids">Ids in lower case.</param>
    public static async Task<IReadOnlyDictionary<string, string>> FindAsync(
        DatabaseSession session, string monitorId, IReadOnlyCollection<string> ids)
    {
        var (sought, found) = (ids.ToHashSet(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        var last = new Row("", 0, "", "");
        while (found.Count < sought.Count)
        {
            var rows = await session.QueryAsync<Row>(
                """
                SELECT model_version AS ModelVersion, minute AS Minute, batch_id AS BatchId, samples_json AS SamplesJson FROM pending_samples
                WHERE monitor_id = @monitorId AND (model_version, minute, batch_id) > (@ModelVersion, @Minute, @BatchId)
                ORDER BY model_version, minute, batch_id LIMIT @limit
                """,
                new { monitorId, last.ModelVersion, last.Minute, last.BatchId, limit = RowsPerRead });
            foreach (var row in rows)
            {
                foreach (var waiting in DatabaseJson.Read<WaitingId[]>(row.SamplesJson))
                {
                    if (waiting.PredictionId?.ToLowerInvariant() is { Length: > 0 } id && sought.Contains(id))
                    {
                        found[id] = row.ModelVersion;
                    }
                }
            }

            if (rows.Count < RowsPerRead)
            {
                break;
            }

            last = rows[^1];
        }

        return found;
    }

    /// <summary>Versions that samples wait for though it is known what they waited for: some were not taken in yet.</summary>
    public static Task<IReadOnlyList<PendingVersion>> ListSettledAsync(DatabaseSession session) => session.QueryAsync<PendingVersion>(
        """
        SELECT v.monitor_id AS MonitorId, v.model_version AS ModelVersion FROM monitored_versions v
        WHERE v.baseline_state <> @wanted AND (v.monitor_id, v.model_version) IN (SELECT monitor_id, model_version FROM pending_samples)
        """,
        new { wanted = (long)BaselineState.Wanted });

    /// <summary>
    /// Takes in some samples of a version that waited, and forgets that they did. Few at once, so that batches do not wait for long behind them; as each is
    /// counted in the transaction that forgets it, it does not matter where this breaks off.
    /// </summary>
    /// <param name="session">The transaction.</param>
    /// <param name="monitorId">Last segment of the monitor's name.</param>
    /// <param name="modelVersion">The version; it is known by now whether it has a baseline.</param>
    /// <returns>Whether any waited still.</returns>
    public async Task<bool> TakeInAsync(DatabaseSession session, string monitorId, string modelVersion)
    {
        var parts = await session.QueryAsync<Part>(
            """
            SELECT minute AS Minute, batch_id AS BatchId, sample_count AS SampleCount FROM pending_samples
            WHERE monitor_id = @monitorId AND model_version = @modelVersion ORDER BY minute, batch_id LIMIT @SamplesAtOnce
            """,
            new { monitorId, modelVersion, SamplesAtOnce });
        if (parts.Count == 0 || await MonitorStore.FindVersionAsync(session, monitorId, modelVersion) is not { } version)
        {
            return false;
        }

        var intake = await SampleIntake.OpenAsync(
            session, monitorId, modelVersion, await MonitorStore.GetSettingsAsync(session, monitorId), await baselines.FindReadyAsync(session, version));
        foreach (var minute in First(parts).GroupBy(part => part.Minute, part => part.BatchId))
        {
            var samples = await RemoveAsync(session, new WindowKey(monitorId, modelVersion, minute.Key), [.. minute]);
            if (samples.Count > 0)
            {
                var content = await intake.TakeAsync(minute.Key, samples, clock.GetUtcNow());
                await WindowStore.MergeAsync(session, new WindowKey(monitorId, modelVersion, minute.Key), content);
            }
        }

        return true;
    }

    // One at least: a batch is never taken in by halves.
    private static IEnumerable<Part> First(IReadOnlyList<Part> parts)
    {
        var count = 0L;
        return parts.TakeWhile(part => (count += part.SampleCount) == part.SampleCount || count <= SamplesAtOnce);
    }

    private async Task<List<SampledValues>> RemoveAsync(DatabaseSession session, WindowKey key, string[] batchIds)
    {
        var samples = new List<SampledValues>();
        var args = new { key.MonitorId, key.ModelVersion, key.Minute, batchIds };
        foreach (var json in await session.QueryAsync<string>($"SELECT samples_json FROM pending_samples {OfBatches} ORDER BY batch_id", args))
        {
            try
            {
                samples.AddRange(DatabaseJson.Read<SampledValues[]>(json));
            }
            catch (InvalidDataException exception)
            {
                // They can be read by nobody, and must not keep all others waiting.
                LogDamaged(key.MonitorId, key.ModelVersion, Minutes.BeginOf(key.Minute), exception);
            }
        }

        await session.ExecuteAsync($"DELETE FROM pending_samples {OfBatches}", args);
        return samples;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error,
        Message = "Samples of {MonitorId}, {ModelVersion} that waited since {Time} are damaged and were deleted.")]
    private partial void LogDamaged(string monitorId, string modelVersion, DateTimeOffset time, Exception exception);

    private sealed record Part(long Minute, string BatchId, long SampleCount);

    private sealed record Row(string ModelVersion, long Minute, string BatchId, string SamplesJson);

    // Of a sample, as it is kept, nothing but this.
    private sealed record WaitingId(string? PredictionId);
}

/// <summary>A version that samples wait for.</summary>
internal sealed record PendingVersion(string MonitorId, string ModelVersion);

using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Profiles;
using Maas.Monitoring.Windows;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Baselines;

/// <summary>
/// Samples that came before the baseline of their version: kept as they are, in the database and up to a limit per
/// version, until it is known whether there are bins to count them in. Thread-safe.
/// </summary>
internal sealed class PendingSamples(IOptions<MonitoringOptions> options, MonitoringMetrics metrics)
{
    private const int RowsPerRead = 16;

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

    /// <summary>Takes in the samples of a version that waited, and forgets that they did.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="monitorId">Last segment of the monitor's name.</param>
    /// <param name="modelVersion">The version.</param>
    /// <param name="baseline">Null when it is known by now that there is none.</param>
    /// <param name="now">The time now.</param>
    public static async Task TakeInAsync(
        DatabaseSession session, string monitorId, string modelVersion, ReadyBaseline? baseline, DateTimeOffset now)
    {
        var settings = await MonitorStore.GetSettingsAsync(session, monitorId);
        var intake = await SampleIntake.OpenAsync(session, monitorId, modelVersion, settings, baseline);
        while (true)
        {
            var rows = await session.QueryAsync<Row>(
                """
                SELECT model_version AS ModelVersion, minute AS Minute, batch_id AS BatchId, samples_json AS SamplesJson FROM pending_samples
                WHERE monitor_id = @monitorId AND model_version = @modelVersion
                ORDER BY minute, batch_id LIMIT @limit
                """,
                new { monitorId, modelVersion, limit = RowsPerRead });
            foreach (var row in rows)
            {
                var content = await intake.TakeAsync(row.Minute, DatabaseJson.Read<SampledValues[]>(row.SamplesJson), now);
                await WindowStore.MergeAsync(session, new WindowKey(monitorId, modelVersion, row.Minute), content);
                await session.ExecuteAsync(
                    """
                    DELETE FROM pending_samples WHERE monitor_id = @monitorId AND model_version = @modelVersion
                    AND minute = @Minute AND batch_id = @BatchId
                    """,
                    new { monitorId, modelVersion, row.Minute, row.BatchId });
            }

            if (rows.Count < RowsPerRead)
            {
                return;
            }
        }
    }

    private sealed record Row(string ModelVersion, long Minute, string BatchId, string SamplesJson);

    // Of a sample, as it is kept, nothing but this.
    private sealed record WaitingId(string? PredictionId);
}

using Maas.Monitoring.Drift;
using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Windows;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Baselines;

/// <summary>
/// Samples that came before the baseline of their version: kept as they are, in the database and up to a limit per
/// version, until there are bins to count them in. Thread-safe.
/// </summary>
internal sealed class PendingSamples(IOptions<MonitoringOptions> options, MonitoringMetrics metrics)
{
    private const int RowsPerRead = 16;

    /// <summary>Keeps samples of one batch, as many as there is room for.</summary>
    public async Task KeepAsync(
        DatabaseSession session, WindowKey key, string batchId, IReadOnlyList<SampledValues> samples)
    {
        var kept = await session.GetAsync<long>(
            "SELECT COALESCE(SUM(sample_count), 0) FROM pending_samples " +
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

    /// <summary>Counts the samples of a version in the bins of its baseline and forgets them.</summary>
    public static async Task BinAsync(
        DatabaseSession session, string monitorId, string modelVersion, BaselineProfile baseline)
    {
        var binning = new SampleBinning(baseline);
        while (true)
        {
            var rows = await session.QueryAsync<Row>(
                """
                SELECT minute AS Minute, batch_id AS BatchId, samples_json AS SamplesJson FROM pending_samples
                WHERE monitor_id = @monitorId AND model_version = @modelVersion
                ORDER BY minute, batch_id LIMIT @limit
                """,
                new { monitorId, modelVersion, limit = RowsPerRead });
            foreach (var row in rows)
            {
                var content = new WindowContent
                {
                    Features = binning.Count(DatabaseJson.Read<SampledValues[]>(row.SamplesJson)),
                };
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

    /// <summary>Forgets the samples of a version that has no baseline.</summary>
    public static Task ForgetAsync(DatabaseSession session, string monitorId, string modelVersion) =>
        session.ExecuteAsync(
            "DELETE FROM pending_samples WHERE monitor_id = @monitorId AND model_version = @modelVersion",
            new { monitorId, modelVersion });

    private sealed record Row(long Minute, string BatchId, string SamplesJson);
}

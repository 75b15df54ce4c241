using Maas.Errors;
using Maas.Monitoring.Baselines;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Profiles;
using Maas.Monitoring.Windows;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Ingestion;

/// <summary>
/// Counts batches, each whole or not at all and each once: its windows and its id are written in one transaction.
/// Thread-safe.
/// </summary>
internal sealed class BatchIngestor(
    MonitoringDatabase database, MonitorStore monitors, BaselineStore baselines, PendingSamples pending,
    BaselineCollector collector, MonitoringMetrics metrics, IOptions<MonitoringOptions> options, TimeProvider clock)
{
    private readonly BatchRules _rules = new(options.Value.Retention, options.Value.MaxFeatures, clock);

    /// <summary>Counts batches as they come; when this returns they are on disk.</summary>
    /// <remarks>The server framework turns its own limits off for streams from clients; the idle timeout is ours.</remarks>
    /// <exception cref="MaasException">
    /// <c>BATCH_INVALID</c>, <c>LIMIT_REACHED</c>, <c>INGEST_IDLE</c>: the batches before it are counted.
    /// </exception>
    public async Task<IngestedBatches> IngestAsync(
        IAsyncEnumerable<Batch> batches, CancellationToken cancellationToken)
    {
        var sum = new IngestedBatches(Total: 0, Duplicate: 0);
        var idleTimeout = options.Value.IngestIdleTimeout;
        using var idle = new CancellationTokenSource(idleTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        try
        {
            await foreach (var batch in batches.WithCancellation(either.Token))
            {
                idle.CancelAfter(Timeout.InfiniteTimeSpan);
                var isNew = await IngestAsync(batch, cancellationToken);
                sum = new IngestedBatches(sum.Total + 1, sum.Duplicate + (isNew ? 0 : 1));
                idle.CancelAfter(idleTimeout);
            }

            return sum;
        }
        catch (OperationCanceledException)
            when (idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw MonitoringErrors.IngestIdle(idleTimeout);
        }
    }

    /// <summary>Counts a batch; when this returns it is on disk.</summary>
    /// <returns>Whether it was counted now; false when it had been before.</returns>
    /// <exception cref="MaasException"><c>BATCH_INVALID</c>, <c>LIMIT_REACHED</c>: nothing was counted.</exception>
    public async Task<bool> IngestAsync(Batch batch, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        try
        {
            _rules.Check(batch);
            var (isNew, wantsBaseline) = await database.WriteAsync(
                session => CountAsync(session, batch), cancellationToken);
            if (!isNew)
            {
                metrics.Repeated();
                return false;
            }

            // After the commit: the collector must find what it is woken for.
            if (wantsBaseline)
            {
                collector.Wake();
            }

            metrics.Counted(batch.Samples.Count, batch.DroppedSampleCount, clock.GetElapsedTime(begin));
            return true;
        }
        catch (MaasException)
        {
            metrics.Refused();
            throw;
        }
    }

    private async Task<(bool IsNew, bool WantsBaseline)> CountAsync(DatabaseSession session, Batch batch)
    {
        var id = batch.Id.ToLowerInvariant();
        var inserted = await session.ExecuteAsync(
            "INSERT INTO ingested_batches (batch_id, ingest_micros) VALUES (@id, @now) ON CONFLICT (batch_id) DO NOTHING",
            new { id, now = clock.GetUtcNow().UnixMicroseconds });
        if (inserted == 0)
        {
            return (IsNew: false, WantsBaseline: false);
        }

        var wantsBaseline = false;
        foreach (var part in VersionBatch.Split(batch, clock.GetUtcNow()))
        {
            wantsBaseline |= await CountAsync(session, id, part) == BaselineState.Wanted;
        }

        return (IsNew: true, wantsBaseline);
    }

    private async Task<BaselineState> CountAsync(DatabaseSession session, string batchId, VersionBatch part)
    {
        var version = await monitors.CountAsync(
            session, part.Watched, part.Version, part.RequestCount, part.SampleCount);
        if (version.BaselineState == BaselineState.Wanted)
        {
            foreach (var (key, samples) in part.Samples)
            {
                await pending.KeepAsync(session, key, batchId, samples);
            }
        }
        else if (part.Samples.Count > 0)
        {
            var monitorId = part.Watched.MonitorId;
            var intake = await SampleIntake.OpenAsync(
                session, monitorId, version.ModelVersion, await MonitorStore.GetSettingsAsync(session, monitorId),
                await baselines.FindReadyAsync(session, version));
            foreach (var (key, samples) in part.Samples)
            {
                part.Windows[key].Merge(await intake.TakeAsync(key.Minute, samples, clock.GetUtcNow()));
            }
        }

        foreach (var (key, window) in part.Windows)
        {
            await WindowStore.MergeAsync(session, key, window);
        }

        return version.BaselineState;
    }
}

/// <summary>How many batches came.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Duplicate">Of these, those counted before.</param>
internal readonly record struct IngestedBatches(long Total, long Duplicate);

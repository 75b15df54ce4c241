using Maas.Monitoring.Baselines;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Outcomes;
using Maas.Storage.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Windows;

/// <summary>
/// Puts old windows together, and deletes what is older than it is to be kept, or more: windows, waiting samples and predictions, payloads, ids of batches, and then
/// versions and monitors that nothing was heard of for as long.
/// </summary>
internal sealed partial class RetentionSweep(
    MonitoringDatabase database, WindowFolding folding, PredictionLimit predictions, BaselineCollector collector, IOptions<MonitoringOptions> options, TimeProvider clock,
    ILogger<RetentionSweep> logger) : BackgroundService
{
    // What is kept of a monitor beside its windows, and goes with it.
    private static readonly string[] OfMonitors = ["slice_values", "outcome_detectors", "predictions", "payloads", "pending_samples"];

    /// <summary>Sweeps once and returns how many windows were deleted. Thread-safe.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var deleted = await DeleteAsync(now, cancellationToken);
        var tiers = new WindowTiers(options.Value.MinuteRetention, options.Value.HourRetention);
        await folding.FoldAsync(fromSpan: 1, WindowTiers.Hour, tiers.MinutesBefore(now), cancellationToken);
        await folding.FoldAsync(WindowTiers.Hour, WindowTiers.Day, tiers.HoursBefore(now), cancellationToken);

        await predictions.ApplyAsync(cancellationToken);

        // For what another process left behind.
        collector.Wake();
        return deleted;
    }

    private Task<int> DeleteAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var oldest = now - options.Value.Retention;
        var limits = new
        {
            minute = Minutes.Of(oldest),
            hourMinute = Minutes.Of(oldest) - WindowTiers.Hour + 1,
            dayMinute = Minutes.Of(oldest) - WindowTiers.Day + 1,
            oldestMicros = oldest.UnixMicroseconds,
            nowMicros = now.UnixMicroseconds,
            predictionMinute = Minutes.Of(now - options.Value.PredictionRetention),
            pendingMinute = Minutes.Of(now - options.Value.PendingRetention),
            wanted = (long)BaselineState.Wanted,
            batchMicros = (now - options.Value.BatchIdRetention).UnixMicroseconds,
        };
        return database.WriteAsync(
            async session =>
            {
                var windows = await session.ExecuteAsync("DELETE FROM windows WHERE span_minutes = 1 AND minute < @minute", limits)
                    + await session.ExecuteAsync("DELETE FROM windows WHERE span_minutes = 60 AND minute < @hourMinute", limits)
                    + await session.ExecuteAsync("DELETE FROM windows WHERE span_minutes = 1440 AND minute < @dayMinute", limits)
                    + await CountWindowStore.DeleteAsync(session, limits.minute);
                await session.ExecuteAsync(
                    "DELETE FROM predictions WHERE monitor_id IN (SELECT monitor_id FROM monitors) AND minute < @predictionMinute", limits);
                await session.ExecuteAsync("DELETE FROM payloads WHERE expire_micros <= @nowMicros", limits);
                await session.ExecuteAsync(
                    """
                    DELETE FROM pending_samples WHERE minute < @pendingMinute AND NOT EXISTS (
                        SELECT 1 FROM monitored_versions v
                        WHERE v.monitor_id = pending_samples.monitor_id AND v.model_version = pending_samples.model_version AND v.baseline_state <> @wanted)
                    """,
                    limits);
                await session.ExecuteAsync("DELETE FROM ingested_batches WHERE ingest_micros < @batchMicros", limits);
                await session.ExecuteAsync("DELETE FROM monitored_versions WHERE update_micros < @oldestMicros", limits);
                await session.ExecuteAsync(
                    """
                    DELETE FROM count_window_numbers WHERE NOT EXISTS (
                        SELECT 1 FROM monitored_versions v
                        WHERE v.monitor_id = count_window_numbers.monitor_id AND v.model_version = count_window_numbers.model_version)
                    """,
                    limits);
                await session.ExecuteAsync("DELETE FROM monitors WHERE update_micros < @oldestMicros", limits);
                await session.ExecuteAsync(
                    "DELETE FROM baselines WHERE sha256 NOT IN (SELECT baseline_sha256 FROM monitored_versions)", limits);
                foreach (var table in OfMonitors)
                {
                    await session.ExecuteAsync($"DELETE FROM {table} WHERE monitor_id NOT IN (SELECT monitor_id FROM monitors)", limits);
                }

                return windows;
            },
            cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var windows = await SweepAsync(stoppingToken);
                LogSwept(windows);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Swept {Windows} windows.")]
    private partial void LogSwept(int windows);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Old windows could not be swept.")]
    private partial void LogFailed(Exception exception);
}

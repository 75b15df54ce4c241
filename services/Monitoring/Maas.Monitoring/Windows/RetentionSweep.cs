using Maas.Storage.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Windows;

/// <summary>
/// Puts old windows together, and deletes what is older than it is to be kept: windows, waiting samples and predictions, payloads, ids of batches, and then
/// versions and monitors that nothing was heard of for as long.
/// </summary>
internal sealed partial class RetentionSweep(
    MonitoringDatabase database, WindowFolding folding, IOptions<MonitoringOptions> options, TimeProvider clock, ILogger<RetentionSweep> logger)
    : BackgroundService
{
    /// <summary>Sweeps once and returns how many windows were deleted. Thread-safe.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var tiers = new WindowTiers(options.Value.MinuteRetention, options.Value.HourRetention);
        await folding.FoldAsync(fromSpan: 1, WindowTiers.Hour, tiers.MinutesBefore(now), cancellationToken);
        await folding.FoldAsync(WindowTiers.Hour, WindowTiers.Day, tiers.HoursBefore(now), cancellationToken);
        var oldest = now - options.Value.Retention;
        var limits = new
        {
            minute = Minutes.Of(oldest),
            oldestMicros = oldest.UnixMicroseconds,
            nowMicros = now.UnixMicroseconds,
            predictionMinute = Minutes.Of(now - options.Value.PredictionRetention),
            batchMicros = (now - options.Value.BatchIdRetention).UnixMicroseconds,
        };
        return await database.WriteAsync(
            async session =>
            {
                var windows = await session.ExecuteAsync("DELETE FROM windows WHERE minute + span_minutes <= @minute", limits)
                    + await session.ExecuteAsync("DELETE FROM count_windows WHERE end_minute < @minute", limits);
                await session.ExecuteAsync("DELETE FROM predictions WHERE minute < @predictionMinute", limits);
                await session.ExecuteAsync("DELETE FROM payloads WHERE expire_micros <= @nowMicros", limits);
                await session.ExecuteAsync("DELETE FROM pending_samples WHERE minute < @minute", limits);
                await session.ExecuteAsync("DELETE FROM ingested_batches WHERE ingest_micros < @batchMicros", limits);
                await session.ExecuteAsync("DELETE FROM monitored_versions WHERE update_micros < @oldestMicros", limits);
                await session.ExecuteAsync("DELETE FROM monitors WHERE update_micros < @oldestMicros", limits);
                await session.ExecuteAsync("DELETE FROM slice_values WHERE monitor_id NOT IN (SELECT monitor_id FROM monitors)", limits);
                await session.ExecuteAsync("DELETE FROM outcome_detectors WHERE monitor_id NOT IN (SELECT monitor_id FROM monitors)", limits);
                await session.ExecuteAsync(
                    "DELETE FROM baselines WHERE sha256 NOT IN (SELECT baseline_sha256 FROM monitored_versions)", limits);
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

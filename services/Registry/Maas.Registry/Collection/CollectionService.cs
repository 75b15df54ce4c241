using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Collection;

/// <summary>Collects now and then. A collection that fails is logged and tried again the next time.</summary>
internal sealed partial class CollectionService(
    GarbageCollector collector, IOptions<CollectionOptions> options, TimeProvider clock, ILogger<CollectionService> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var report = await collector.CollectAsync(
                    isDryRun: false, Mutation.ByRegistry("CollectGarbage"), stoppingToken);
                LogCollected(
                    report.PurgedModels, report.PurgedVersions, report.QuarantinedBlobs, report.DeletedBlobs, report.DeletedBytes);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Collected: {PurgedModels} models and {PurgedVersions} versions purged, {QuarantinedBlobs} blobs set aside, {DeletedBlobs} deleted ({DeletedBytes} bytes).")]
    private partial void LogCollected(long purgedModels, long purgedVersions, long quarantinedBlobs, long deletedBlobs, long deletedBytes);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "A collection failed; the next one tries again.")]
    private partial void LogFailed(Exception failure);
}

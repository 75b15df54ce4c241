using System.Threading.Channels;
using Maas.Errors;
using Maas.Storage.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Baselines;

/// <summary>
/// Fetches the baselines that are wanted: at once when a new version is seen, and again and again while the source
/// does not answer. Then takes in the samples that waited for them. Ingestion never waits for it.
/// </summary>
internal sealed partial class BaselineCollector(
    MonitoringDatabase database, IBaselineSource source, PendingSamples pending, IOptions<MonitoringOptions> options, MonitoringMetrics metrics,
    TimeProvider clock, ILogger<BaselineCollector> logger) : BackgroundService
{
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that a baseline is wanted, or that samples wait for one that is there. Returns at once. Thread-safe.</summary>
    public void Wake() => _wanted.Writer.TryWrite(true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            if (await TryCollectAsync(stoppingToken))
            {
                await _wanted.Reader.ReadAsync(stoppingToken);
            }
            else
            {
                await Task.Delay(options.Value.BaselineRetryInterval, clock, stoppingToken);
            }
        }
    }

    /// <summary>Whether nothing is wanted any more.</summary>
    private async Task<bool> TryCollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What a process that was stopped did not come to.
            var isAllDone = true;
            foreach (var version in await database.ReadAsync(PendingSamples.ListSettledAsync, cancellationToken))
            {
                isAllDone &= await TryTakeInAsync(version.MonitorId, version.ModelVersion, cancellationToken);
            }

            var wanted = await database.ReadAsync(BaselineStore.ListWantedAsync, cancellationToken);
            foreach (var version in wanted)
            {
                isAllDone &= await TryCollectAsync(version, cancellationToken);
            }

            return isAllDone;
        }
        catch (MaasException exception)
        {
            // Nobody answers: the other versions wait for the next round, too.
            metrics.LookedUpBaseline("failed");
            LogNoAnswer(exception.Message);
            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
            return false;
        }
    }

    private async Task<bool> TryCollectAsync(WantedBaseline wanted, CancellationToken cancellationToken)
    {
        FoundBaseline? found = null;
        var outcome = "absent";
        try
        {
            found = await source.FindAsync(wanted.ModelVersion, cancellationToken);
            if (found is not null && BaselineRules.Problem(found.Profile) is { } problem)
            {
                throw new InvalidDataException(problem);
            }

            outcome = found is null ? "absent" : "found";
        }
        catch (InvalidDataException exception)
        {
            LogUnusable(wanted.ModelVersion, exception.Message);
            (found, outcome) = (null, "unusable");
        }
        catch (MaasException exception) when (exception.Code is not MaasErrorCode.Unavailable)
        {
            metrics.LookedUpBaseline("failed");
            LogRefused(wanted.ModelVersion, exception.Message);
            return false;
        }

        await database.WriteAsync(session => SettleAsync(session, wanted, found), cancellationToken);
        metrics.LookedUpBaseline(outcome);
        LogSettled(wanted.ModelVersion, outcome);
        return await TryTakeInAsync(wanted.MonitorId, wanted.ModelVersion, cancellationToken);
    }

    private async Task<bool> TryTakeInAsync(string monitorId, string modelVersion, CancellationToken cancellationToken)
    {
        try
        {
            while (await database.WriteAsync(session => pending.TakeInAsync(session, monitorId, modelVersion), cancellationToken))
            {
            }

            return true;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or MaasException))
        {
            // Those of other versions are not to wait for them.
            LogLeft(monitorId, modelVersion, exception);
            return false;
        }
    }

    // From here on no sample waits that did not before. The first are taken in at once, which are all, mostly.
    private async Task<bool> SettleAsync(DatabaseSession session, WantedBaseline wanted, FoundBaseline? found)
    {
        var isSettled = found is null
            ? await BaselineStore.KeepAbsentAsync(session, wanted.MonitorId, wanted.ModelVersion)
            : await BaselineStore.KeepAsync(session, wanted.MonitorId, wanted.ModelVersion, found);
        if (!isSettled)
        {
            return false;
        }

        await pending.TakeInAsync(session, wanted.MonitorId, wanted.ModelVersion);
        return true;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Baseline of {ModelVersion}: {Outcome}.")]
    private partial void LogSettled(string modelVersion, string outcome);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning,
        Message = "The baseline of {ModelVersion} cannot be fetched now, samples wait for it: {Problem}")]
    private partial void LogRefused(string modelVersion, string problem);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning,
        Message = "No baseline can be fetched now, samples wait for them: {Problem}")]
    private partial void LogNoAnswer(string problem);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning,
        Message = "The baseline of {ModelVersion} cannot be used, there will be no drift: {Problem}")]
    private partial void LogUnusable(string modelVersion, string problem);

    [LoggerMessage(EventId = 6, Level = LogLevel.Error,
        Message = "Samples of monitors/{MonitorId} and {ModelVersion} that waited for a baseline could not be taken in, and wait still.")]
    private partial void LogLeft(string monitorId, string modelVersion, Exception exception);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Baselines could not be collected.")]
    private partial void LogFailed(Exception exception);
}

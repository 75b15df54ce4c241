using Maas.Monitoring.Windows;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Outcomes;

/// <summary>Forgets the oldest sampled predictions of monitors that have more than they may, to the minute. Thread-safe.</summary>
internal sealed partial class PredictionLimit(
    MonitoringDatabase database, IOptions<MonitoringOptions> options, MonitoringMetrics metrics, ILogger<PredictionLimit> logger)
{
    // Few enough that batches do not wait for long behind them.
    private const int RowsAtOnce = 1_000;

    /// <summary>Looks at all monitors.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        foreach (var monitorId in await database.ReadAsync(session => session.QueryAsync<string>("SELECT monitor_id FROM monitors"), cancellationToken))
        {
            if (await FindOldestAsync(monitorId, cancellationToken) is { } oldest
                && await ForgetAsync(monitorId, oldest, cancellationToken) is > 0 and var count)
            {
                metrics.ForgotPredictions(count);
                LogForgot(count, monitorId, Minutes.BeginOf(oldest), options.Value.MaxPredictionsPerMonitor);
            }
        }
    }

    // A minute, not a number to forget: two services that look at the same time forget the same.
    private Task<long?> FindOldestAsync(string monitorId, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.FindAsync<long?>(
            "SELECT minute FROM predictions WHERE monitor_id = @monitorId ORDER BY minute DESC LIMIT 1 OFFSET @max",
            new { monitorId, max = options.Value.MaxPredictionsPerMonitor }),
        cancellationToken);

    private async Task<long> ForgetAsync(string monitorId, long oldest, CancellationToken cancellationToken)
    {
        var forgotten = 0L;
        while (true)
        {
            var count = await database.WriteAsync(
                session => session.ExecuteAsync(
                    """
                    DELETE FROM predictions WHERE monitor_id = @monitorId AND prediction_id IN (
                        SELECT prediction_id FROM predictions WHERE monitor_id = @monitorId AND minute < @oldest ORDER BY minute LIMIT @RowsAtOnce)
                    """,
                    new { monitorId, oldest, RowsAtOnce }),
                cancellationToken);
            forgotten += count;
            if (count < RowsAtOnce)
            {
                return forgotten;
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "{Count} sampled predictions of monitors/{MonitorId} from before {Time} made room for newer ones: outcomes of them are unknown from now on. "
            + "It may have {Max}: raise Maas:Monitoring:MaxPredictionsPerMonitor, or sample less.")]
    private partial void LogForgot(long count, string monitorId, DateTimeOffset time, int max);
}

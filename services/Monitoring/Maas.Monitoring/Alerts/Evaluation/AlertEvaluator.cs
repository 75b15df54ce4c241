using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>Looks again and again for windows that are over, and deletes what is older than it is to be kept.</summary>
internal sealed partial class AlertEvaluator(
    AlertRound round, AlertSweep sweep, IOptions<AlertOptions> options, IOptions<MonitoringOptions> monitoring, TimeProvider clock,
    ILogger<AlertEvaluator> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.EvaluationInterval, clock);
        var lastSwept = clock.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await round.RunAsync(stoppingToken);
                if (clock.GetElapsedTime(lastSwept) >= monitoring.Value.SweepInterval)
                {
                    lastSwept = clock.GetTimestamp();
                    await sweep.SweepAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Alerts could not be evaluated; the next round tries again.")]
    private partial void LogFailed(Exception exception);
}

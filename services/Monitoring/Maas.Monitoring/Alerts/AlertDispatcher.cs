using Maas.Monitoring.Alerts.Actions;
using Maas.Monitoring.Alerts.Notifications;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Maas.Monitoring.Alerts;

/// <summary>Sends messages and carries out actions: at once when they are committed, and again when they are due again.</summary>
internal sealed partial class AlertDispatcher(
    DeliveryRun deliveries, ActionRun actions, AlertSignal signal, TimeProvider clock, ILogger<AlertDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // A receiver that hangs does not keep an alias where it is.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(deliveries.RunAsync, stoppingToken), RepeatAsync(actions.RunAsync, stoppingToken));

    private async Task RepeatAsync(Func<CancellationToken, Task<bool>> run, CancellationToken stoppingToken)
    {
        while (true)
        {
            var next = signal.Next;
            var mayBeMore = false;
            try
            {
                mayBeMore = await run(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }

            if (!mayBeMore)
            {
                await AlertSignal.WaitAsync(next, LongestWait, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Messages or actions could not be worked on; they are tried again.")]
    private partial void LogFailed(Exception exception);
}

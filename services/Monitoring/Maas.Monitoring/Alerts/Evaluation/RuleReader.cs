using Maas.Errors;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Windows;
using Microsoft.Extensions.Logging;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>Reads windows for rules; one that cannot be read is left out, and tried again in the next round. Thread-safe.</summary>
internal sealed partial class RuleReader(
    MetricsReader reader, MonitorStore monitors, MonitoringMetrics metrics, TimeProvider clock, ILogger<RuleReader> logger)
{
    /// <summary>Reads windows of one monitor, outside of any transaction.</summary>
    public async Task<List<ReadWindow>> ReadAsync(string monitorId, List<DueWindow> due, CancellationToken cancellationToken)
    {
        var readings = new WindowReadings(reader, monitors, monitorId);
        var read = new List<ReadWindow>(due.Count);
        foreach (var window in due)
        {
            var begin = clock.GetTimestamp();
            try
            {
                read.Add(new ReadWindow(window, await readings.ReadAsync(window, cancellationToken)));
                metrics.Evaluated("done", clock.GetElapsedTime(begin));
            }
            catch (MaasException exception)
            {
                metrics.Evaluated("failed", clock.GetElapsedTime(begin));
                LogUnread(window.Rule.Name, monitorId, exception.Message);
            }
        }

        return read;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "{Rule} cannot look at monitors/{Monitor} now and will try again: {Problem}")]
    private partial void LogUnread(string rule, string monitor, string problem);
}

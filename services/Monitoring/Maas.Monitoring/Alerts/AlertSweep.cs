using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Silences;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts;

/// <summary>Deletes resolved alerts, silences that are over and audit events that are older than they are to be kept. Thread-safe.</summary>
internal sealed class AlertSweep(MonitoringDatabase database, IOptions<AlertOptions> options, TimeProvider clock)
{
    // What was never told to anybody is of little interest, and comes often.
    private static readonly TimeSpan NeverFiredRetention = TimeSpan.FromDays(1);

    /// <summary>Sweeps once and returns how many alerts went.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var oldest = now - options.Value.Retention;
        return database.WriteAsync(
            async session =>
            {
                var alerts = await session.DeleteResolvedAlertsAsync(oldest, now - NeverFiredRetention);
                await session.ExecuteAsync("DELETE FROM alert_actions WHERE alert_id NOT IN (SELECT alert_id FROM alerts)");
                await session.DeleteSilencesAsync(oldest);
                await session.DeleteForgottenEvaluatedAsync();
                await session.ExecuteAsync(
                    "DELETE FROM monitoring_audit_events WHERE create_micros < @before",
                    new { before = (now - options.Value.AuditRetention).UnixMicroseconds });
                return alerts;
            },
            cancellationToken);
    }
}

using Maas.Monitoring.Alerts.Actions;
using Maas.Monitoring.Alerts.Audit;
using Maas.Monitoring.Alerts.Conditions;
using Maas.Monitoring.Alerts.Notifications;
using Maas.Monitoring.Alerts.Rules;
using Maas.Monitoring.Alerts.Silences;
using Maas.Storage.Database;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>A window that a rule has read.</summary>
internal sealed record ReadWindow(DueWindow Due, IReadOnlyList<PlacedReading> Readings);

/// <summary>
/// Writes what came of an evaluation of one monitor: alerts, audit, messages, actions, and how far it went, in one transaction. A window
/// that another process was faster with, or whose rule has changed since, is left out. Thread-safe.
/// </summary>
internal sealed partial class AlertCommit(
    AlertLedger ledger, NewsOutbox news, AuditTrail audit, MonitoringMetrics metrics, IOptions<AlertOptions> options, TimeProvider clock,
    ILogger<AlertCommit> logger)
{
    /// <summary>Commits windows of one monitor.</summary>
    public async Task CommitAsync(string monitorId, IReadOnlyList<ReadWindow> windows, CancellationToken cancellationToken)
    {
        var changed = await ledger.WriteAsync(
            async session =>
            {
                var changed = new List<AlertState>();
                foreach (var window in windows)
                {
                    if (await TakeAsync(session, window.Due))
                    {
                        await ApplyAsync(session, window, changed);
                    }
                }

                await news.TellAsync(session, monitorId);
                return changed;
            },
            cancellationToken);
        foreach (var state in changed)
        {
            metrics.AlertChanged(state);
        }
    }

    // In a write, and these take turns: one process alone gets a window.
    private static async Task<bool> TakeAsync(DatabaseSession session, DueWindow due)
    {
        if ((await session.FindRuleAsync(due.Rule.Id))?.Revision != due.Rule.Revision
            || await session.FindEvaluatedAsync(due.Rule.Id, due.MonitorId) != due.LastEnd)
        {
            return false;
        }

        await session.PutEvaluatedAsync(due.Rule.Id, due.MonitorId, due.End);
        return true;
    }

    private async Task ApplyAsync(DatabaseSession session, ReadWindow window, List<AlertState> changed)
    {
        var open = (await session.ListOpenAlertsAsync(window.Due.Rule.Id, window.Due.MonitorId))
            .ToDictionary(alert => (alert.ModelVersion, alert.Slice));
        foreach (var (place, reading) in window.Readings)
        {
            open.Remove((place.ModelVersion, place.Slice), out var current);
            await AdvanceAsync(session, window.Due.Rule, current, place, reading, changed);
        }

        // Nothing was heard of these.
        foreach (var alert in open.Values)
        {
            var place = WindowReadings.PlaceOf(window.Due, alert.ModelVersion, alert.Slice);
            await AdvanceAsync(session, window.Due.Rule, alert, place, Reading.Untold, changed);
        }
    }

    private async Task AdvanceAsync(
        DatabaseSession session, AlertRule rule, Alert? current, WindowPlace place, Reading reading, List<AlertState> changed)
    {
        var now = clock.GetStorableNow();
        var next = AlertTransitions.Next(current, rule, place, reading, now, options.Value.StaleDelay);
        if (next is null || ReferenceEquals(next, current))
        {
            return;
        }

        if (current is null && await session.CountOpenAlertsAsync() >= options.Value.MaxOpenAlerts)
        {
            LogTooMany(rule.Name, options.Value.MaxOpenAlerts);
            return;
        }

        if (next.State == AlertState.Firing && current?.State != AlertState.Firing)
        {
            next = await BeginActionsAsync(session, rule, next, now);
        }

        await session.PutAlertAsync(next);
        if (next.State != current?.State)
        {
            changed.Add(next.State);
            await RecordAsync(session, next);
        }
    }

    // Actions of a silenced alert are not made up for later: by then they may be the wrong ones.
    private static async Task<Alert> BeginActionsAsync(DatabaseSession session, AlertRule rule, Alert alert, DateTimeOffset now)
    {
        var silence = (await session.ListSilencesAtAsync(now)).FirstOrDefault(silence => silence.Matches(alert));
        var results = new List<ActionResult>();
        foreach (var action in rule.Values.Actions.OfType<AlertAction>())
        {
            if (silence is null)
            {
                await session.InsertActionAsync(new PendingAction(alert.Id, results.Count, action, now, AttemptCount: 0, NextTime: now));
            }

            results.Add(silence is null
                ? ActionResult.Pending(action.Name)
                : ActionResult.Pending(action.Name).End(ActionOutcome.Refused($"'{silence.Name}' kept the alert quiet when it began to fire."), now));
        }

        return alert with { Actions = results };
    }

    private async Task RecordAsync(DatabaseSession session, Alert alert)
    {
        if (alert.FireTime is not null)
        {
            var method = alert.State == AlertState.Firing ? "FireAlert" : "ResolveAlert";
            await audit.AppendAsync(session, Mutation.ByMonitoring(method), alert.Name, alert.Summary);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "{Rule} opens no alert: there are {Limit} open already. Raise Maas:Monitoring:Alerts:MaxOpenAlerts.")]
    private partial void LogTooMany(string rule, int limit);
}

using Maas.Monitoring.Alerts.Notifications;
using Maas.Monitoring.Alerts.Rules;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>
/// Looks once at everything that is due: windows are read outside of any transaction, then what came of them is committed. Thread-safe,
/// also beside other processes on the same database.
/// </summary>
internal sealed class AlertRound(
    AlertLedger ledger, RuleReader reader, AlertCommit commit, NewsOutbox news, IOptions<AlertOptions> options, TimeProvider clock)
{
    /// <summary>Evaluates every rule up to the newest window that is over, then tells of what is new or due again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var plan = await ledger.ReadAsync(ReadPlanAsync, cancellationToken);
        foreach (var (monitorId, rules) in plan.Monitors)
        {
            await EvaluateAsync(monitorId, rules, plan.Evaluated, cancellationToken);
        }

        await news.TellAllAsync(cancellationToken);
    }

    private static async Task<Plan> ReadPlanAsync(DatabaseSession session)
    {
        var rules = (await session.ListRulesAsync()).Where(rule => !rule.Values.IsDisabled).ToList();
        if (rules.Count == 0)
        {
            return new Plan([], []);
        }

        // Those that are watched, and those that were and left alerts behind.
        var open = (await session.ListOpenPlacesAsync()).ToLookup(place => place.MonitorId, place => place.RuleId);
        var watched = (await session.QueryAsync<string>("SELECT monitor_id FROM monitors")).ToHashSet();
        var monitors = watched.Union(open.Select(places => places.Key)).Order(StringComparer.Ordinal)
            .Select(id => (
                MonitorId: id,
                Rules: rules.Where(rule => rule.Covers(id) && (watched.Contains(id) || open[id].Contains(rule.Id))).ToList()))
            .Where(monitor => monitor.Rules.Count > 0)
            .ToList();
        var evaluated = (await session.ListEvaluatedAsync())
            .ToDictionary(row => (row.RuleId, row.MonitorId), row => row.EndMinute);
        return new Plan(monitors, evaluated);
    }

    // One step per window of each rule; all that is due in a step is one commit.
    private async Task EvaluateAsync(
        string monitorId, List<AlertRule> rules, Dictionary<(string RuleId, string MonitorId), long> evaluated,
        CancellationToken cancellationToken)
    {
        var behind = rules;
        while (behind.Count > 0)
        {
            var now = clock.GetUtcNow();
            var due = behind
                .Select(rule => RuleSchedule.Next(
                    rule, monitorId, evaluated.TryGetValue((rule.Id, monitorId), out var end) ? end : null, now, options.Value))
                .OfType<DueWindow>()
                .ToList();
            var read = await reader.ReadAsync(monitorId, due, cancellationToken);
            if (read.Count == 0)
            {
                return;
            }

            await commit.CommitAsync(monitorId, read, cancellationToken);
            foreach (var window in read)
            {
                evaluated[(window.Due.Rule.Id, monitorId)] = window.Due.End;
            }

            behind = [.. read.Select(window => window.Due.Rule)];
        }
    }

    /// <summary>What is to be looked at.</summary>
    private sealed record Plan(
        List<(string MonitorId, List<AlertRule> Rules)> Monitors, Dictionary<(string RuleId, string MonitorId), long> Evaluated);
}

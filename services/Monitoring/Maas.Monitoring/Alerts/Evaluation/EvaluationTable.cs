using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>Up to where each rule has looked at each monitor. Every method runs in the session of its caller.</summary>
internal static class EvaluationTable
{
    extension(DatabaseSession session)
    {
        public Task<IReadOnlyList<Evaluated>> ListEvaluatedAsync() => session.QueryAsync<Evaluated>(
            "SELECT rule_id AS RuleId, monitor_id AS MonitorId, end_minute AS EndMinute FROM alert_evaluations");

        /// <summary>Null before the first window.</summary>
        public Task<long?> FindEvaluatedAsync(string ruleId, string monitorId) => session.FindAsync<long?>(
            "SELECT end_minute FROM alert_evaluations WHERE rule_id = @ruleId AND monitor_id = @monitorId", new { ruleId, monitorId });

        public Task PutEvaluatedAsync(string ruleId, string monitorId, long endMinute) => session.ExecuteAsync(
            """
            INSERT INTO alert_evaluations (rule_id, monitor_id, end_minute) VALUES (@ruleId, @monitorId, @endMinute)
            ON CONFLICT (rule_id, monitor_id) DO UPDATE SET end_minute = excluded.end_minute
            """,
            new { ruleId, monitorId, endMinute });

        /// <summary>Forgets monitors of which nothing is left, neither they nor an alert.</summary>
        public Task DeleteForgottenEvaluatedAsync() => session.ExecuteAsync(
            """
            DELETE FROM alert_evaluations WHERE monitor_id NOT IN (SELECT monitor_id FROM monitors)
            AND monitor_id NOT IN (SELECT monitor_id FROM alerts WHERE state <> 3)
            """);
    }
}

/// <summary>Up to where a rule has looked at a monitor.</summary>
internal sealed record Evaluated(string RuleId, string MonitorId, long EndMinute);

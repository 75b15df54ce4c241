using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Rules;

/// <summary>Rules in the database. Every method runs in the session of its caller.</summary>
internal static class AlertRuleTable
{
    extension(DatabaseSession session)
    {
        public async Task<AlertRule?> FindRuleAsync(string id) =>
            await session.FindAsync<string>("SELECT rule_json FROM alert_rules WHERE rule_id = @id", new { id }) is { } json
                ? DatabaseJson.Read<AlertRule>(json)
                : null;

        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<AlertRule> GetRuleAsync(string id) =>
            await session.FindRuleAsync(id) ?? throw MonitoringErrors.ResourceNotFound(AlertRule.NameOf(id));

        /// <summary>All of them, by id.</summary>
        public async Task<IReadOnlyList<AlertRule>> ListRulesAsync() =>
        [
            .. (await session.QueryAsync<string>("SELECT rule_json FROM alert_rules ORDER BY rule_id"))
                .Select(DatabaseJson.Read<AlertRule>),
        ];

        /// <summary>One page, by id.</summary>
        public async Task<Page<AlertRule>> ListRulesAsync(PageRequest page)
        {
            var rows = await session.QueryAsync<string>(
                "SELECT rule_json FROM alert_rules WHERE rule_id > @after ORDER BY rule_id LIMIT @limit",
                new { after = page.After ?? "", limit = page.Size + 1 });
            return page.Next([.. rows.Select(DatabaseJson.Read<AlertRule>)], rule => rule.Id);
        }

        public Task<long> CountRulesAsync() => session.GetAsync<long>("SELECT COUNT(*) FROM alert_rules");

        /// <summary>Makes or replaces a rule.</summary>
        public Task PutRuleAsync(AlertRule rule) => session.ExecuteAsync(
            """
            INSERT INTO alert_rules (rule_id, rule_json) VALUES (@Id, @json)
            ON CONFLICT (rule_id) DO UPDATE SET rule_json = excluded.rule_json
            """,
            new { rule.Id, json = DatabaseJson.Write(rule) });

        /// <summary>Deletes a rule and what it has looked at.</summary>
        public async Task DeleteRuleAsync(string id)
        {
            await session.ExecuteAsync("DELETE FROM alert_evaluations WHERE rule_id = @id", new { id });
            await session.ExecuteAsync("DELETE FROM alert_rules WHERE rule_id = @id", new { id });
        }
    }
}

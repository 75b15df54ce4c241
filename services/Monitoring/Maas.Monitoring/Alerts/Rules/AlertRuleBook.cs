using Maas.Errors;
using Maas.Monitoring.Alerts.Audit;
using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Notifications;
using Maas.Names;
using Maas.Paging;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Rules;

/// <summary>Creates, reads and changes rules. Thread-safe.</summary>
internal sealed class AlertRuleBook(
    AlertLedger ledger, AlertClosing closing, AuditTrail audit, IOptions<AlertOptions> options, TimeProvider clock)
{
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<AlertRule> GetAsync(string name, CancellationToken cancellationToken)
    {
        var id = ResourceName.Parse(name, "name", "alertRules")[0];
        return ledger.ReadAsync(session => session.GetRuleAsync(id), cancellationToken);
    }

    /// <summary>By id.</summary>
    public Task<Page<AlertRule>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        ledger.ReadAsync(session => session.ListRulesAsync(page), cancellationToken);

    /// <param name="id">Last segment of the new name.</param>
    /// <param name="sent">What the caller chose.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException"><c>ALREADY_EXISTS</c>, <c>LIMIT_REACHED</c>, <c>INVALID_FIELD</c>.</exception>
    public Task<AlertRule> CreateAsync(string id, AlertRuleValues sent, Mutation mutation, CancellationToken cancellationToken)
    {
        ResourceId.Require(id, "alert_rule_id");
        var values = AlertRuleChecks.Check(sent);
        return ledger.WriteAsync(
            mutation,
            async session =>
            {
                if (await session.FindRuleAsync(id) is not null)
                {
                    throw MonitoringErrors.AlreadyExists(AlertRule.NameOf(id));
                }

                if (await session.CountRulesAsync() >= options.Value.MaxRules)
                {
                    throw MonitoringErrors.LimitReached($"Alerts:{nameof(AlertOptions.MaxRules)}", options.Value.MaxRules);
                }

                await RequireWebhooksAsync(session, values.Webhooks);
                var now = clock.GetStorableNow();
                var rule = new AlertRule(id, values, now, now, await AlertCounters.NextAsync(session, AlertCounters.Etag));
                await session.PutRuleAsync(rule);
                await audit.AppendAsync(session, mutation, rule.Name, $"Made the rule, about {values.Monitor}.");
                return rule;
            },
            cancellationToken);
    }

    /// <param name="name">The rule.</param>
    /// <param name="sent">What it is to be, all of it.</param>
    /// <param name="etag">Guards the write; empty for none.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>INVALID_FIELD</c>.</exception>
    public Task<AlertRule> UpdateAsync(
        string name, AlertRuleValues sent, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        var id = ResourceName.Parse(name, "alert_rule.name", "alertRules")[0];
        var values = AlertRuleChecks.Check(sent);
        return ledger.WriteAsync(
            mutation,
            async session =>
            {
                var current = await session.GetRuleAsync(id);
                if (DatabaseJson.Write(values) == DatabaseJson.Write(current.Values))
                {
                    return current;
                }

                RequireEtag(current, etag);
                await RequireWebhooksAsync(session, [.. values.Webhooks.Except(current.Values.Webhooks)]);
                var rule = current with
                {
                    Values = values,
                    UpdateTime = clock.GetStorableNow(),
                    Revision = await AlertCounters.NextAsync(session, AlertCounters.Etag),
                };
                await session.PutRuleAsync(rule);
                await AdaptAlertsAsync(session, current, rule);
                await audit.AppendAsync(session, mutation, rule.Name, $"Changed the rule, about {values.Monitor}.");
                return rule;
            },
            cancellationToken);
    }

    /// <summary>Deletes a rule; its alerts are resolved.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>.</exception>
    public Task DeleteAsync(string name, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        var id = ResourceName.Parse(name, "name", "alertRules")[0];
        return ledger.WriteAsync(
            mutation,
            async session =>
            {
                var current = await session.GetRuleAsync(id);
                RequireEtag(current, etag);
                await session.DeleteRuleAsync(id);
                await closing.CloseAsync(session, id, "the rule was deleted");
                await audit.AppendAsync(session, mutation, current.Name, "Deleted the rule.");
                return true;
            },
            cancellationToken);
    }

    // What an alert was about is no more what the rule looks for; or it is, and whom it tells may be others.
    private Task AdaptAlertsAsync(DatabaseSession session, AlertRule before, AlertRule after)
    {
        var (old, next) = (before.Values, after.Values);
        var isAnother = old.Monitor != next.Monitor || old.Slice != next.Slice || old.WindowDuration != next.WindowDuration
            || DatabaseJson.Write(old.Condition) != DatabaseJson.Write(next.Condition);
        return next.IsDisabled ? closing.CloseAsync(session, after.Id, "the rule was disabled")
            : isAnother ? closing.CloseAsync(session, after.Id, "the rule looks for something else now")
            : AlertClosing.AdaptAsync(session, after);
    }

    private static void RequireEtag(AlertRule current, string etag)
    {
        if (etag.Length > 0 && etag != current.Etag)
        {
            throw MonitoringErrors.EtagMismatch(current.Name, current.Etag);
        }
    }

    private static async Task RequireWebhooksAsync(DatabaseSession session, IReadOnlyList<string> names)
    {
        var known = await session.ListWebhookIdsAsync();
        var checks = new FieldChecks("alert_rule.");
        foreach (var name in names)
        {
            checks.Require(known.Contains(name["webhooks/".Length..]), "webhooks", $"'{name}' does not exist. Create it first.");
        }

        checks.ThrowIfAny();
    }
}

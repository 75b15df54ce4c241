using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.AlertRules;

/// <summary><c>maas alert-rules</c>.</summary>
internal static class AlertRuleCommands
{
    public static Command Create(CommandBinding binding) => new("alert-rules", "When someone is told, and what is then done.")
    {
        List(binding),
        Show(binding),
        AlertRuleChanges.Create(binding),
        AlertRuleChanges.Set(binding),
        AlertRuleChanges.Delete(binding),
    };

    private static Command List(CommandBinding binding) => binding.Bind(
        new Command("list", "Lists rules by name."),
        async (session, cancellationToken) =>
        {
            var rules = await AllPages.ReadAsync<AlertRule>(async token =>
            {
                var page = await session.Clients.Alerts.ListAlertRulesAsync(
                    new ListAlertRulesRequest { PageSize = AllPages.PageSize, PageToken = token }, cancellationToken: cancellationToken);
                return (page.AlertRules, page.NextPageToken);
            });
            session.Screen.ShowList("alertRules", rules, () => AlertRuleTables.List(rules));
        });

    private static Command Show(CommandBinding binding)
    {
        var id = RuleArgument();
        var command = new Command("show", "Shows one rule; as JSON, as --from-file takes it.") { id };
        command.Aliases.Add("get");
        return binding.Bind(
            command,
            async (session, cancellationToken) =>
            {
                var rule = await session.Clients.Alerts.GetAlertRuleAsync(
                    new GetAlertRuleRequest { Name = TypedName.AlertRule(session.Arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                session.Screen.Show(rule, () => AlertRuleTables.Rule(rule));
            });
    }

    /// <summary>The argument that names a rule.</summary>
    public static Argument<string> RuleArgument() => new("RULE") { Description = "Id or name of the rule." };
}

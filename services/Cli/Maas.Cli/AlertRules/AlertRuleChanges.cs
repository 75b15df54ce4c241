using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.AlertRules;

/// <summary><c>maas alert-rules create|set|delete</c>.</summary>
internal static class AlertRuleChanges
{
    public static Command Create(CommandBinding binding)
    {
        var id = AlertRuleCommands.RuleArgument();
        var file = FileOption("Makes the rule of this file, and changes in it what other options name.");
        var options = new AlertRuleOptions();
        return binding.Bind(
            options.AddTo(new Command("create", "Makes a rule: a condition, for which monitor, and what is then done.") { id, file }),
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var rule = arguments.GetValue(file) is { } path ? AlertRuleFile.Read(path) : new AlertRule();
                options.Apply(arguments, rule);
                if (rule.Monitor.Length == 0)
                {
                    throw new CommandFailedException(
                        ExitCode.Usage, "monitor-missing", "Say which monitor it is about: --monitor ID, or --monitor - for every one.");
                }

                var made = await session.Clients.Alerts.CreateAlertRuleAsync(
                    new CreateAlertRuleRequest
                    {
                        AlertRuleId = TypedName.Id(TypedName.AlertRule(arguments.GetRequiredValue(id))),
                        AlertRule = rule,
                        RequestId = Guid.NewGuid().ToString(),
                    },
                    cancellationToken: cancellationToken);
                session.Screen.Show(made, () => AlertRuleTables.Rule(made));
            });
    }

    public static Command Set(CommandBinding binding)
    {
        var id = AlertRuleCommands.RuleArgument();
        var file = FileOption("Puts the rule of this file in the place of the one there is, then changes what other options name.");
        var options = new AlertRuleOptions();
        return binding.Bind(
            options.AddTo(new Command("set", "Changes a rule; what no option names stays.") { id, file }),
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var name = TypedName.AlertRule(arguments.GetRequiredValue(id));
                var path = arguments.GetValue(file);
                if (path is null && !options.IsAnyGiven(arguments))
                {
                    throw new CommandFailedException(
                        ExitCode.Usage, "nothing-to-change", "Say what to change, or name a file with --from-file; see 'maas alert-rules set --help'.");
                }

                // The etag that was read guards against someone who changes it between the two calls; one that a file holds guards from when that was read.
                var rule = await session.Clients.Alerts.GetAlertRuleAsync(
                    new GetAlertRuleRequest { Name = name }, cancellationToken: cancellationToken);
                if (path is not null)
                {
                    var etag = rule.Etag;
                    rule = AlertRuleFile.Read(path);
                    rule.Etag = rule.Etag.Length > 0 ? rule.Etag : etag;
                    rule.Name = name;
                }

                options.Apply(arguments, rule);
                var changed = await session.Clients.Alerts.UpdateAlertRuleAsync(
                    new UpdateAlertRuleRequest { AlertRule = rule }, cancellationToken: cancellationToken);
                session.Screen.Show(changed, () => AlertRuleTables.Rule(changed));
            });
    }

    public static Command Delete(CommandBinding binding)
    {
        var id = AlertRuleCommands.RuleArgument();
        return binding.Bind(
            new Command("delete", "Deletes a rule; its alerts are resolved.") { id },
            async (session, cancellationToken) =>
            {
                var name = TypedName.AlertRule(session.Arguments.GetRequiredValue(id));
                await session.Clients.Alerts.DeleteAlertRuleAsync(new DeleteAlertRuleRequest { Name = name }, cancellationToken: cancellationToken);
                session.Screen.Note($"'{name}' is deleted.");
            });
    }

    private static Option<string> FileOption(string description) => new("--from-file")
    {
        Description = $"{description} JSON as 'alert-rules show --output json' writes it.", HelpName = "FILE",
    };
}

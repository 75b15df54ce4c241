using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Option = System.CommandLine.Option;

namespace Maas.Cli.AlertRules;

/// <summary>How bad an alert is, who is told, and what is done when it begins to fire.</summary>
internal sealed class ResponseOptions
{
    private readonly Option<string> _severity = SeverityName.Option("How bad it is. Default: warning");

    private readonly Option<string[]> _webhooks = new("--webhook")
    {
        Description = "Webhook that is told. May be repeated; replaces those there are. 'none' for none.", HelpName = "WEBHOOK",
    };

    private readonly Option<string[]> _rollbacks = new("--rollback-alias")
    {
        Description = "Alias that is taken back, e.g. churn@production. May be repeated; replaces those there are. 'none' for none.", HelpName = "ALIAS",
    };

    private readonly Option<string[]> _trainings = new("--retrain")
    {
        Description = "Job that is run again on the newest data. May be repeated; replaces those there are. 'none' for none.", HelpName = "JOB",
    };

    private readonly Option<bool> _sameData = new("--allow-same-data")
    {
        Description = "With --retrain: also when there is no newer data.",
    };

    private readonly Option<string> _repeat = new("--repeat-interval")
    {
        Description = "How often webhooks are told again of an alert that goes on. Default: 4h", HelpName = "TIME",
    };

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_severity, _webhooks, _rollbacks, _trainings, _sameData, _repeat];

    /// <summary>Changes what was given, and nothing else.</summary>
    /// <exception cref="CommandFailedException">What was given cannot be read.</exception>
    public void Apply(ParseResult arguments, AlertRule rule)
    {
        rule.Severity = arguments.GetValue(_severity) is { } severity ? SeverityName.Read(severity) : rule.Severity;
        rule.Webhooks.Replace(arguments.GetValue(_webhooks), TypedName.Webhook);
        ReplaceActions(arguments, rule);
        if (arguments.GetValue(_repeat) is { } repeat)
        {
            rule.RepeatInterval = TypedTime.ReadDuration(repeat, _repeat.Name).ToDuration();
        }
    }

    // Each kind by itself; what is given of a kind comes behind what stays of the other.
    private void ReplaceActions(ParseResult arguments, AlertRule rule)
    {
        if (arguments.GetValue(_rollbacks) is { Length: > 0 } aliases)
        {
            Replace(rule, AlertAction.KindOneofCase.RollbackAlias, aliases, text => new AlertAction
            {
                RollbackAlias = new RollbackAliasAction { Alias = AliasOf(text) },
            });
        }

        if (arguments.GetValue(_trainings) is { Length: > 0 } jobs)
        {
            Replace(rule, AlertAction.KindOneofCase.StartTraining, jobs, text => new AlertAction
            {
                StartTraining = new StartTrainingAction
                {
                    TrainingJob = TypedName.TrainingJob(text), AllowsSameData = arguments.GetValue(_sameData),
                },
            });
        }
        else if (arguments.GetValue(_sameData))
        {
            throw new CommandFailedException(
                ExitCode.Usage, "option-unfitting", $"{_sameData.Name} belongs to {_trainings.Name}. Name the job too.");
        }
    }

    private static void Replace(AlertRule rule, AlertAction.KindOneofCase kind, string[] texts, Func<string, AlertAction> make)
    {
        AlertAction[] kept = [.. rule.Actions.Where(action => action.KindCase != kind)];
        rule.Actions.Clear();
        rule.Actions.Add([.. kept, .. texts is [GivenList.None] ? [] : texts.Select(make)]);
    }

    private string AliasOf(string text) => TypedName.FindAlias(text) ?? throw new CommandFailedException(
        ExitCode.Usage, "alias-malformed",
        $"{_rollbacks.Name}: expected an alias such as 'churn@production' or 'models/churn/aliases/production', got '{text}'.");
}

using System.CommandLine;
using Maas.Cli.AlertRules;
using Maas.Cli.Alerts;
using Maas.Cli.Aliases;
using Maas.Cli.Audit;
using Maas.Cli.Connections;
using Maas.Cli.Datasets;
using Maas.Cli.Deployments;
using Maas.Cli.Jobs;
using Maas.Cli.Maintenance;
using Maas.Cli.Models;
using Maas.Cli.Monitors;
using Maas.Cli.Outcomes;
using Maas.Cli.Payloads;
using Maas.Cli.Predictions;
using Maas.Cli.Quickstart;
using Maas.Cli.Silences;
using Maas.Cli.Suites;
using Maas.Cli.Terminal;
using Maas.Cli.Versions;
using Maas.Cli.Webhooks;
using Maas.Cli.Workers;

namespace Maas.Cli;

/// <summary>The command line <c>maas</c>: what it understands, and what it ends with.</summary>
internal static class CommandLine
{
    // A suite that was started here has 20 seconds for the calls under way.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    /// <summary>Runs one command.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, TimeProvider clock, CancellationToken cancellationToken)
    {
        var arguments = Create(clock).Parse(args.Length == 0 ? ["--help"] : args);
        if (arguments.Errors is [var first, ..] && arguments.Action is null or System.CommandLine.Invocation.ParseErrorAction)
        {
            // Some messages list what is allowed on lines of their own.
            var message = string.Join(' ', first.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            await error.WriteLineAsync($"maas: {message} See '{PathOf(arguments)} --help'.");
            return ExitCode.Usage;
        }

        return await arguments.InvokeAsync(
            new InvocationConfiguration
            {
                Output = output,
                Error = error,
                ProcessTerminationTimeout = StopLimit,
                EnableDefaultExceptionHandler = false,
            },
            cancellationToken);
    }

    private static RootCommand Create(TimeProvider clock)
    {
        var options = new ConnectionOptions();
        var binding = new CommandBinding(options, clock);
        var root = new RootCommand(
            $"Maas: from a data file to a served and watched model.\n\n{ExitCode.Explanation}")
        {
            UpCommand.Create(binding),
            QuickstartCommand.Create(binding),
            StatusCommand.Create(binding),
            DatasetCommands.Create(binding),
            TrainCommand.Create(binding),
            JobCommands.Create(binding),
            WorkerCommand.Create(binding, options),
            ModelCommands.Create(binding),
            VersionCommands.Create(binding),
            AliasCommands.Create(binding),
            DeployCommand.Create(binding),
            DeploymentCommands.Create(binding),
            PredictCommand.Create(binding),
            MonitorCommand.Create(binding),
            OutcomeCommands.Create(binding),
            PayloadCommands.Create(binding),
            AlertCommands.Create(binding),
            AlertRuleCommands.Create(binding),
            SilenceCommands.Create(binding),
            WebhookCommands.Create(binding),
            AuditCommands.Create(binding),
            MaintenanceCommands.Create(binding),
        };
        options.AddTo(root);
        return root;
    }

    private static string PathOf(ParseResult arguments)
    {
        var names = new Stack<string>();
        for (var result = arguments.CommandResult; result?.Command is not (null or RootCommand);
            result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(result.Command.Name);
        }

        return string.Join(' ', names.Prepend("maas"));
    }
}

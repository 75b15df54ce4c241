using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;

namespace Maas.Cli.Suites;

/// <summary><c>maas up</c>: starts the suite and stays until Ctrl-C.</summary>
internal static class UpCommand
{
    public static Command Create(CommandBinding binding)
    {
        var options = new SuiteOptions();
        var command = new Command("up", "Starts all four services and the web console on this machine and stays up until Ctrl-C.");
        options.AddTo(command);
        return binding.Bind(command, async (session, cancellationToken) =>
        {
            if (session.Suite is { } running)
            {
                throw new CommandFailedException(
                    ExitCode.Conflict, "suite-running",
                    $"A suite runs on '{session.DataFolder}' already (process {running.ProcessId}). Use it, or name another folder with --data DIR.");
            }

            var arguments = options.ArgumentsOf(session.Arguments);
            session.Screen.Note($"Starting the suite on '{session.DataFolder}' …");
            await using var suite = await SuiteProcess.StartAsync(
                session.DataFolder, arguments, session.Clock, cancellationToken);
            session.Screen.ShowOwn(suite.Description, () => SuiteTables.Addresses(suite.Description));
            session.Screen.Note("Ctrl-C stops it.");
            await suite.WaitAsync(cancellationToken);
        });
    }
}

using System.CommandLine;
using Maas.Cli.Terminal;

namespace Maas.Cli.Connections;

/// <summary>Gives commands their session, and turns what they throw into a sentence and an exit code.</summary>
internal sealed class CommandBinding(ConnectionOptions options, TimeProvider clock)
{
    /// <summary>Sets what a command does. The exit code is 0 unless it throws.</summary>
    public Command Bind(Command command, Func<Session, CancellationToken, Task> action)
    {
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, action, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult arguments, Func<Session, CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        try
        {
            using var session = new Session(arguments, options, clock);
            await action(session, cancellationToken);
            return ExitCode.Done;
        }
        catch (Exception exception) when (Failure.From(exception) is { } failure)
        {
            var isJson = options.FormatOf(arguments) == OutputFormat.Json;
            await arguments.InvocationConfiguration.Error.WriteLineAsync(isJson ? failure.ToJson() : failure.ToSentence());
            return failure.ExitCode;
        }
    }
}

using Maas.Testing;

namespace Maas.Cli.Tests;

/// <summary>What one run of the command line left behind.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command in this process, on a data folder without a suite.</summary>
    public static async Task<CommandResult> RunAsync(params string[] args)
    {
        using var folder = new TempFolder();
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        var exitCode = await CommandLine.RunAsync(
            [.. args, "--data", folder.Path], output, error, TimeProvider.System, limit.Token);

        return new CommandResult(exitCode, output.ToString(), error.ToString());
    }
}

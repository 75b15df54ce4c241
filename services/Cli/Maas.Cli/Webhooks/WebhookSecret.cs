using System.CommandLine;
using Maas.Cli.Terminal;

namespace Maas.Cli.Webhooks;

/// <summary>The key of a signature, from a file or standard input: what is typed as an argument stands in the history of the shell and in lists of processes.</summary>
internal static class WebhookSecret
{
    private const string StandardInput = "-";

    public static Option<string> Option() => new("--secret-file")
    {
        Description = "File whose first line is the key of the signature, 16 to 256 characters; '-' reads standard input.", HelpName = "FILE",
    };

    /// <summary>The first line, without its end.</summary>
    /// <exception cref="CommandFailedException">It is empty, which would mean that the secret stays as it is.</exception>
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var file = path == StandardInput ? null : new StreamReader(path);
        var line = await (file ?? Console.In).ReadLineAsync(cancellationToken);
        return string.IsNullOrWhiteSpace(line)
            ? throw new CommandFailedException(
                ExitCode.Usage, "secret-missing", $"--secret-file: expected the key in the first line of '{path}', got nothing.")
            : line;
    }
}

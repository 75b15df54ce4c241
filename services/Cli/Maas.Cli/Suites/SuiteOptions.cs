using System.CommandLine;
using Maas.Cli.Terminal;

namespace Maas.Cli.Suites;

/// <summary>What can be said to a suite that is started from here. One per command.</summary>
internal sealed class SuiteOptions
{
    private readonly Option<bool> _freePorts = new("--free-ports")
    {
        Description = "Listen on free ports instead of the customary ones.",
    };

    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "A setting of the suite, e.g. Maas:Registry:GrpcEndpoint=127.0.0.1:6101. May be repeated.",
        HelpName = "KEY=VALUE",
    };

    /// <summary>Puts the options on a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_freePorts);
        command.Options.Add(_settings);
    }

    /// <summary>The suite's command line.</summary>
    /// <exception cref="CommandFailedException">A setting is not <c>KEY=VALUE</c>.</exception>
    public IReadOnlyList<string> ArgumentsOf(ParseResult arguments)
    {
        var settings = arguments.GetValue(_settings) ?? [];
        if (settings.FirstOrDefault(setting => setting.IndexOf('=', StringComparison.Ordinal) <= 0) is { } malformed)
        {
            throw new CommandFailedException(
                ExitCode.Usage, "setting-malformed", $"--set: expected KEY=VALUE, got '{malformed}'.");
        }

        string[] freePorts = arguments.GetValue(_freePorts) ? ["--free-ports"] : [];
        return [.. freePorts, .. settings.Select(setting => $"--{setting}")];
    }
}

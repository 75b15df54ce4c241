using System.CommandLine;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Cli.Monitors.Settings;

/// <summary>Options that change one part of the settings of a monitor.</summary>
internal interface ISettingOptions
{
    /// <summary>The options, in the order of the help.</summary>
    IEnumerable<Option> All { get; }

    /// <summary>Changes what was given, and nothing else.</summary>
    /// <exception cref="Terminal.CommandFailedException">What was given cannot be read.</exception>
    void Apply(ParseResult arguments, Monitor monitor);
}

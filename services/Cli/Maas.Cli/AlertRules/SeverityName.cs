using System.CommandLine;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.AlertRules;

/// <summary>Severities as they are typed.</summary>
internal static class SeverityName
{
    private static readonly Dictionary<string, Severity> Known = new()
    {
        ["info"] = Severity.Info,
        ["warning"] = Severity.Warning,
        ["critical"] = Severity.Critical,
    };

    public static Option<string> Option(string description)
    {
        var option = new Option<string>("--severity") { Description = description, HelpName = "info|warning|critical" };
        option.AcceptOnlyFromAmong([.. Known.Keys]);
        return option;
    }

    /// <summary>The severity of a name that the option let through.</summary>
    public static Severity Read(string text) => Known[text];
}

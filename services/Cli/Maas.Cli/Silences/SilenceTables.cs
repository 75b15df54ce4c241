using Maas.Cli.Alerts;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Silences;

/// <summary>Silences as a table.</summary>
internal static class SilenceTables
{
    public static IRenderable List(IEnumerable<Silence> silences) => TextTable.Of(
        "", ["silence", "of", "from", "to", "who", "why"],
        silences.Select(silence => new[]
        {
            TypedName.Short(silence.Name), SubjectOf(silence), Figures.Time(silence.StartTime), Figures.Time(silence.EndTime),
            silence.Creator, silence.Comment,
        }));

    private static string SubjectOf(Silence silence)
    {
        string[] parts =
        [
            .. silence.AlertRule.Length > 0 ? [$"rule {TypedName.Short(silence.AlertRule)}"] : Array.Empty<string>(),
            .. silence.Monitor.Length > 0 ? [$"monitor {TypedName.Short(silence.Monitor)}"] : Array.Empty<string>(),
            .. silence.ModelVersion.Length > 0 ? [TypedName.Short(silence.ModelVersion)] : Array.Empty<string>(),
            .. silence.Severity != Severity.Unspecified ? [AlertTables.SeverityOf(silence.Severity)] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "every alert" : string.Join(", ", parts);
    }
}

using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Alerts;

/// <summary>Alerts as tables and lines.</summary>
internal static class AlertTables
{
    public static IRenderable List(IEnumerable<Alert> alerts) => TextTable.Of(
        "", ["alert", "state", "severity", "rule", "monitor", "about", "since", "summary"],
        alerts.Select(alert => new[]
        {
            TypedName.Short(alert.Name), StateOf(alert), SeverityOf(alert.Severity), TypedName.Short(alert.AlertRule),
            TypedName.Short(alert.Monitor), SubjectOf(alert), Figures.Time(alert.StartTime), alert.Summary,
        }));

    public static IRenderable Alert(Alert alert) => TextTable.Facts(
        TypedName.Short(alert.Name),
        [
            ("state", StateOf(alert)),
            ("severity", SeverityOf(alert.Severity)),
            ("summary", alert.Summary),
            ("rule", TypedName.Short(alert.AlertRule)),
            ("monitor", TypedName.Short(alert.Monitor)),
            ("about", SubjectOf(alert)),
            ("features", string.Join(", ", alert.Features)),
            ("figure", Figures.Number(alert.Value)),
            ("since", TimeOf(alert.StartTime)),
            ("fired", TimeOf(alert.FireTime)),
            ("last seen", TimeOf(alert.LastHoldTime)),
            ("resolved", TimeOf(alert.ResolveTime)),
            ("silenced by", string.Join(", ", alert.Silences.Select(TypedName.Short))),
            .. alert.ActionResults.Select(result =>
                ($"action {result.Action}", string.Join(": ", result.State, result.Message) + (result.Resource.Length > 0 ? $" ({result.Resource})" : ""))),
            .. alert.NotificationResults.Select(result =>
                ($"told {TypedName.Short(result.Webhook)}",
                    $"{result.State} after {Figures.Count(result.AttemptCount)} attempts{(result.Message.Length > 0 ? $": {result.Message}" : "")}")),
            ("revision", Figures.Count(alert.Revision)),
        ]);

    /// <summary>An alert as one line of a watch.</summary>
    public static string Line(Alert alert) =>
        $"{Figures.Count(alert.Revision),8}  {Figures.Time(TimeOfState(alert))}  {StateOf(alert),-8}  {SeverityOf(alert.Severity),-8}  "
        + $"{TypedName.Short(alert.AlertRule)}  {SubjectOf(alert)}  {alert.Summary}";

    /// <summary>A severity as it is typed.</summary>
    public static string SeverityOf(Severity severity) =>
        severity == Severity.Unspecified ? "warning" : severity.ToString().ToLowerInvariant();

    private static string StateOf(Alert alert) =>
        alert.State.ToString().ToLowerInvariant() + (alert.Silences.Count > 0 ? ", silenced" : "");

    private static string SubjectOf(Alert alert) => (alert.ModelVersion, alert.Slice) switch
    {
        ("", _) => TypedName.Short(alert.Monitor),
        (var version, "") => TypedName.Short(version),
        var (version, slice) => $"{TypedName.Short(version)}, {slice}",
    };

    private static Google.Protobuf.WellKnownTypes.Timestamp? TimeOfState(Alert alert) => alert.State switch
    {
        Contracts.Monitoring.V1.Alert.Types.State.Resolved => alert.ResolveTime,
        Contracts.Monitoring.V1.Alert.Types.State.Firing => alert.FireTime,
        _ => alert.StartTime,
    };

    private static string TimeOf(Google.Protobuf.WellKnownTypes.Timestamp? time) => time is null ? "" : Figures.Time(time);
}

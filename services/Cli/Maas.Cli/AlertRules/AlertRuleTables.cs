using Maas.Cli.Alerts;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.AlertRules;

/// <summary>Rules as tables.</summary>
internal static class AlertRuleTables
{
    public static IRenderable List(IEnumerable<AlertRule> rules) => TextTable.Of(
        "", ["rule", "monitor", "slice", "condition", "severity", "tells", "does", "state"],
        rules.Select(rule => new[]
        {
            TypedName.Short(rule.Name), MonitorOf(rule), SliceOf(rule), ConditionText.Of(rule), AlertTables.SeverityOf(rule.Severity),
            string.Join(", ", rule.Webhooks.Select(TypedName.Short)), string.Join("; ", rule.Actions.Select(ActionOf)), StateOf(rule),
        }));

    public static IRenderable Rule(AlertRule rule) => TextTable.Facts(
        TypedName.Short(rule.Name),
        ("display name", rule.DisplayName),
        ("state", StateOf(rule)),
        ("monitor", MonitorOf(rule)),
        ("slice", SliceOf(rule)),
        ("condition", ConditionText.Of(rule)),
        ("windows of", rule.ConditionCase == AlertRule.ConditionOneofCase.BurnRate
            ? ""
            : rule.WindowDuration is null ? "5m" : Figures.Length(rule.WindowDuration)),
        ("looked at after", rule.EvaluationDelay is null ? "" : Figures.Length(rule.EvaluationDelay)),
        ("fires after", Windows(rule.ForWindowCount)),
        ("is resolved after", Windows(rule.ClearWindowCount)),
        ("at least", rule.MinSampleCount > 1 ? $"{Figures.Count(rule.MinSampleCount)} samples" : ""),
        ("severity", AlertTables.SeverityOf(rule.Severity)),
        ("tells", string.Join(", ", rule.Webhooks.Select(TypedName.Short))),
        ("tells again after", rule.Webhooks.Count == 0 ? "" : rule.RepeatInterval is null ? "4h" : Figures.Length(rule.RepeatInterval)),
        ("does", string.Join("; ", rule.Actions.Select(ActionOf))),
        ("changed", rule.UpdateTime is null ? "" : Figures.Time(rule.UpdateTime)),
        ("etag", rule.Etag));

    private static string MonitorOf(AlertRule rule) => rule.Monitor == "monitors/-" ? "every one" : TypedName.Short(rule.Monitor);

    private static string SliceOf(AlertRule rule) => rule.Slice switch
    {
        "" => "all rows",
        "*" => "all rows and each slice",
        var slice => slice,
    };

    private static string StateOf(AlertRule rule) => rule.IsDisabled ? "disabled" : "on";

    private static string Windows(int count) => count <= 1 ? "1 window" : $"{Figures.Count(count)} windows";

    private static string ActionOf(AlertAction action) => action.KindCase switch
    {
        AlertAction.KindOneofCase.RollbackAlias => $"take back {TypedName.Short(action.RollbackAlias.Alias)}",
        AlertAction.KindOneofCase.StartTraining =>
            $"train as {TypedName.Short(action.StartTraining.TrainingJob)}{(action.StartTraining.AllowsSameData ? ", also on the same data" : "")}",
        _ => "something this command line does not know",
    };
}

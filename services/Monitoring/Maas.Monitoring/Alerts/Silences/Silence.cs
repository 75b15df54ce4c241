using System.Text.Json.Serialization;
using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Rules;

namespace Maas.Monitoring.Alerts.Silences;

/// <summary>Keeps alerts quiet for a time. All of what it names must match. Immutable. Kept as JSON: rename no property.</summary>
internal sealed record Silence
{
    /// <summary>Last segment of its name, a UUID; empty until it is made.</summary>
    public string Id { get; init; } = "";

    /// <summary><c>alertRules/{alert_rule}</c>; empty for any.</summary>
    public string AlertRule { get; init; } = "";

    /// <summary><c>monitors/{monitor}</c>; empty for any.</summary>
    public string Monitor { get; init; } = "";

    /// <summary><c>models/{model}/versions/{n}</c>; empty for any.</summary>
    public string ModelVersion { get; init; } = "";

    /// <summary>Unspecified for any.</summary>
    public Severity Severity { get; init; }

    /// <summary>Null until it is made: then it begins at once.</summary>
    public DateTimeOffset? StartTime { get; init; }

    public required DateTimeOffset EndTime { get; init; }

    /// <summary>Why.</summary>
    public required string Comment { get; init; }

    /// <summary>Who made it.</summary>
    public string Creator { get; init; } = "";

    [JsonIgnore]
    public string Name => NameOf(Id);

    public static string NameOf(string id) => $"silences/{id}";

    /// <summary>Whether it is about an alert, whatever the time.</summary>
    public bool Matches(Alert alert) =>
        (AlertRule.Length == 0 || AlertRule == Rules.AlertRule.NameOf(alert.RuleId))
        && (Monitor.Length == 0 || Monitor == $"monitors/{alert.MonitorId}")
        && (ModelVersion.Length == 0 || ModelVersion == alert.ModelVersion)
        && (Severity == Severity.Unspecified || Severity == alert.Severity);
}

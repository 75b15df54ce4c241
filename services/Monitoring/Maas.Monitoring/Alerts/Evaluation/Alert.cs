using System.Text.Json.Serialization;
using Maas.Monitoring.Alerts.Actions;
using Maas.Monitoring.Alerts.Notifications;
using Maas.Monitoring.Alerts.Rules;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>How an alert stands. Kept on disk and on the wire: the numbers are frozen.</summary>
internal enum AlertState
{
    /// <summary>The condition holds, but not yet for long enough. Nobody is told.</summary>
    Pending = 1,

    /// <summary>It held for long enough, and nothing has resolved it.</summary>
    Firing = 2,

    /// <summary>Over. Final.</summary>
    Resolved = 3,
}

/// <summary>
/// That the condition of a rule holds, or held, for one version and slice. Immutable. Kept as JSON: rename no property.
/// </summary>
internal sealed record Alert
{
    /// <summary>Last segment of its name, a UUID.</summary>
    public required string Id { get; init; }

    public required string RuleId { get; init; }

    public required string MonitorId { get; init; }

    /// <summary>Empty for what is about the monitor as a whole.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Empty for all rows.</summary>
    public required string Slice { get; init; }

    public required AlertState State { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>A sentence for a person.</summary>
    public required string Summary { get; init; }

    /// <summary>Inputs that stand out, the most striking first.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The figure in the last window in which the condition held.</summary>
    public required double Value { get; init; }

    /// <summary>Begin of the first window in which it held.</summary>
    public required DateTimeOffset StartTime { get; init; }

    public DateTimeOffset? FireTime { get; init; }

    public DateTimeOffset? ResolveTime { get; init; }

    /// <summary>End of the last window in which it held.</summary>
    public required DateTimeOffset LastHoldTime { get; init; }

    /// <summary>End of the last window that said anything.</summary>
    public required DateTimeOffset LastTellTime { get; init; }

    /// <summary>Windows in a row in which it held.</summary>
    public required int HoldCount { get; init; }

    /// <summary>Windows in a row in which it was clear.</summary>
    public int ClearCount { get; init; }

    /// <summary>Ids of the webhooks that are told.</summary>
    public required IReadOnlyList<string> Webhooks { get; init; }

    /// <summary>How often they are told again.</summary>
    public required TimeSpan RepeatInterval { get; init; }

    public IReadOnlyList<ActionResult> Actions { get; init; } = [];

    /// <summary>One per webhook that was told.</summary>
    public IReadOnlyList<Notification> Notifications { get; init; } = [];

    /// <summary>Counts the changes of all alerts.</summary>
    public long Revision { get; init; }

    [JsonIgnore]
    public string Name => NameOf(Id);

    /// <summary>Whether webhooks may have to be told of it, now or later.</summary>
    [JsonIgnore]
    public bool HasNews => State switch
    {
        AlertState.Firing => Webhooks.Count > 0,
        AlertState.Resolved => Notifications.Any(notification => notification.Told == AlertState.Firing),
        _ => false,
    };

    public static string NameOf(string id) => $"alerts/{id}";
}

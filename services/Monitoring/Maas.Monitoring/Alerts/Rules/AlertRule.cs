using System.Text.Json.Serialization;
using Maas.Monitoring.Alerts.Conditions;

namespace Maas.Monitoring.Alerts.Rules;

/// <summary>When someone is to be told, and what is then to be done. Immutable. Kept as JSON: rename no property.</summary>
/// <param name="Id">Last segment of its name.</param>
/// <param name="Values">What a caller chose, checked.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="UpdateTime">When it was changed.</param>
/// <param name="Revision">Changes with every change, and never comes again.</param>
internal sealed record AlertRule(
    string Id, AlertRuleValues Values, DateTimeOffset CreateTime, DateTimeOffset UpdateTime, long Revision)
{
    [JsonIgnore]
    public string Name => NameOf(Id);

    [JsonIgnore]
    public string Etag => $"\"{Revision}\"";

    [JsonIgnore]
    public AlertCondition Condition =>
        Values.Condition ?? throw new InvalidOperationException($"'{Name}' was stored without a condition.");

    public static string NameOf(string id) => $"alertRules/{id}";

    /// <summary>Whether it is about a monitor.</summary>
    public bool Covers(string monitorId) =>
        Values.Monitor == AlertRuleValues.EveryMonitor || Values.Monitor == $"monitors/{monitorId}";
}

/// <summary>What a caller chooses of a rule. Immutable. Kept as JSON: rename no property.</summary>
internal sealed record AlertRuleValues
{
    /// <summary>Every monitor, those that come later included.</summary>
    public const string EveryMonitor = "monitors/-";

    private static readonly TimeSpan UsualWindow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsualRepeat = TimeSpan.FromHours(4);

    public string DisplayName { get; init; } = "";

    /// <summary><c>monitors/{monitor}</c> or <see cref="EveryMonitor"/>.</summary>
    public required string Monitor { get; init; }

    /// <summary>Empty for all rows together, <c>*</c> for all rows and every slice, <c>{feature}={value}</c> for one.</summary>
    public string Slice { get; init; } = "";

    /// <summary>Null until it was checked.</summary>
    public required AlertCondition? Condition { get; init; }

    /// <summary>Null means 5 minutes.</summary>
    public TimeSpan? WindowDuration { get; init; }

    /// <summary>0 means 1.</summary>
    public int ForWindowCount { get; init; }

    /// <summary>0 means 1.</summary>
    public int ClearWindowCount { get; init; }

    /// <summary>0 means 1.</summary>
    public long MinSampleCount { get; init; }

    /// <summary>Unspecified means warning.</summary>
    public Severity Severity { get; init; }

    /// <summary><c>webhooks/{webhook}</c> each.</summary>
    public IReadOnlyList<string> Webhooks { get; init; } = [];

    public IReadOnlyList<AlertAction?> Actions { get; init; } = [];

    /// <summary>Null means 4 hours.</summary>
    public TimeSpan? RepeatInterval { get; init; }

    /// <summary>Null means what the service waits for every window.</summary>
    public TimeSpan? EvaluationDelay { get; init; }

    public bool IsDisabled { get; init; }

    /// <summary>The same with every default said.</summary>
    public AlertRuleValues Complete() => this with
    {
        WindowDuration = WindowDuration ?? UsualWindow,
        ForWindowCount = ForWindowCount == 0 ? 1 : ForWindowCount,
        ClearWindowCount = ClearWindowCount == 0 ? 1 : ClearWindowCount,
        MinSampleCount = MinSampleCount == 0 ? 1 : MinSampleCount,
        Severity = Severity == Severity.Unspecified ? Severity.Warning : Severity,
        RepeatInterval = RepeatInterval ?? UsualRepeat,
    };
}

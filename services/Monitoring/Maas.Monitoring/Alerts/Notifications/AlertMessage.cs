using System.Text.Json;
using System.Text.Json.Serialization;
using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Rules;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>
/// What a webhook is sent: the alerts of one monitor that it is to be told of at one time. The names of its properties are a contract; see
/// docs/guide/alerts.md.
/// </summary>
internal sealed record AlertMessage(string DeliveryId, string Monitor, DateTimeOffset CreateTime, IReadOnlyList<ToldAlert> Alerts)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(string deliveryId, string monitorId, DateTimeOffset createTime, IEnumerable<Alert> alerts) =>
        JsonSerializer.Serialize(
            new AlertMessage(deliveryId, $"monitors/{monitorId}", createTime, [.. alerts.Select(ToldAlert.Of)]), Format);
}

/// <summary>An alert as a webhook is told of it.</summary>
internal sealed record ToldAlert
{
    public required string Name { get; init; }

    public required string AlertRule { get; init; }

    public required string Monitor { get; init; }

    public required string ModelVersion { get; init; }

    public required string Slice { get; init; }

    public required AlertState State { get; init; }

    public required Severity Severity { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<string> Features { get; init; }

    public required double Value { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public required DateTimeOffset? FireTime { get; init; }

    public required DateTimeOffset? ResolveTime { get; init; }

    public required long Revision { get; init; }

    public static ToldAlert Of(Alert alert) => new()
    {
        Name = alert.Name,
        AlertRule = Rules.AlertRule.NameOf(alert.RuleId),
        Monitor = $"monitors/{alert.MonitorId}",
        ModelVersion = alert.ModelVersion,
        Slice = alert.Slice,
        State = alert.State,
        Severity = alert.Severity,
        Summary = alert.Summary,
        Features = alert.Features,
        Value = alert.Value,
        StartTime = alert.StartTime,
        FireTime = alert.FireTime,
        ResolveTime = alert.ResolveTime,
        Revision = alert.Revision,
    };
}

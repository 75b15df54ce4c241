using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Tests.Alerts;

internal static class AlertExamples
{
    public static Alert Firing(string id, long revision, string monitor = "churn") => new()
    {
        Name = $"alerts/{id}",
        AlertRule = $"alertRules/{monitor}-drift",
        Monitor = $"monitors/{monitor}",
        ModelVersion = $"models/{monitor}/versions/2",
        State = Alert.Types.State.Firing,
        Severity = Severity.Critical,
        Summary = $"Drift of {monitor}@2 in age: p = 1e-9.",
        Features = { "age", "income" },
        StartTime = Timestamp.FromDateTime(new DateTime(2026, 1, 1, 10, 0, 0, DateTimeKind.Utc)),
        FireTime = Timestamp.FromDateTime(new DateTime(2026, 1, 1, 10, 5, 0, DateTimeKind.Utc)),
        Revision = revision,
    };

    public static Alert Resolved(string id, long revision)
    {
        var alert = Firing(id, revision);
        alert.State = Alert.Types.State.Resolved;
        alert.ResolveTime = Timestamp.FromDateTime(new DateTime(2026, 1, 1, 11, 0, 0, DateTimeKind.Utc));
        return alert;
    }
}

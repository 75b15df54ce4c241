using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Audit;

/// <summary>The audit log as tables.</summary>
internal static class AuditTables
{
    public static IRenderable List(IEnumerable<AuditEvent> events) => TextTable.Of(
        "", [">event", "when", "who", "what", "resource", "etag", "request id"],
        events.Select(entry => new[]
        {
            Figures.Count(entry.SequenceNumber), Figures.Time(entry.CreateTime), entry.Actor, entry.Method, entry.Resource,
            Etags(entry), entry.RequestId,
        }));

    public static IRenderable List(IEnumerable<MonitoringAuditEvent> events) => TextTable.Of(
        "", [">event", "when", "who", "what", "resource", "message"],
        events.Select(entry => new[]
        {
            Figures.Count(entry.SequenceNumber), Figures.Time(entry.CreateTime), entry.Actor, entry.Method, entry.Resource, entry.Message,
        }));

    public static IRenderable Verdict(VerifyAuditLogResponse verdict) => TextTable.Facts(
        "audit log",
        ("state", verdict.Intact ? "intact" : "broken"),
        ("broken at", verdict.Intact ? "" : Figures.Count(verdict.BrokenSequenceNumber)),
        ("problem", verdict.Problem),
        ("events", Figures.Count(verdict.HeadSequenceNumber)),
        ("head SHA-256", verdict.HeadSha256));

    private static string Etags(AuditEvent entry) => (entry.BeforeEtag, entry.AfterEtag) switch
    {
        ("", var after) => after,
        (var before, "") => $"{before} → gone",
        var (before, after) => $"{before} → {after}",
    };
}

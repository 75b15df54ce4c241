using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Audit;

/// <summary><c>maas audit</c>: who changed what, and whether the record of it is whole.</summary>
internal static class AuditCommands
{
    public static Command Create(CommandBinding binding) => new("audit", "Who changed what in the registry and in Monitoring.")
    {
        List(binding),
        Verify(binding),
        MonitoringAudit.Create(binding),
    };

    private static Command List(CommandBinding binding)
    {
        var filter = new Option<string>("--filter")
        {
            Description = "Only what matches, e.g. 'resource = \"models/churn*\" AND actor = \"ana\"'; see docs/guide/filters.md.",
            HelpName = "FILTER",
        };
        var limit = new Option<int>("--limit")
        {
            Description = "Most events to show.",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        };
        return binding.Bind(
            new Command("list", "Lists changes of the registry, newest first.") { filter, limit },
            async (session, cancellationToken) =>
            {
                var most = session.Arguments.GetValue(limit);
                var events = await AllPages.ReadAsync<AuditEvent>(
                    async token =>
                    {
                        var page = await session.Clients.Maintenance.ListAuditEventsAsync(
                            new ListAuditEventsRequest
                            {
                                Filter = session.Arguments.GetValue(filter) ?? "",
                                PageSize = Math.Clamp(most, 1, AllPages.PageSize),
                                PageToken = token,
                            },
                            cancellationToken: cancellationToken);
                        return (page.AuditEvents, page.NextPageToken);
                    },
                    most);
                session.Screen.ShowList("auditEvents", events, () => AuditTables.List(events));
            });
    }

    private static Command Verify(CommandBinding binding)
    {
        var number = new Option<long?>("--expect-sequence")
        {
            Description = "Head of an earlier check: its number.",
            HelpName = "N",
        };
        var digest = new Option<string>("--expect-sha256")
        {
            Description = "Head of an earlier check: its digest.",
            HelpName = "HEX",
        };
        return binding.Bind(
            new Command("verify", "Computes the chain of the registry's audit log anew; ends with 8 when it is broken.") { number, digest },
            async (session, cancellationToken) =>
            {
                var (expected, sha256) = (session.Arguments.GetValue(number), session.Arguments.GetValue(digest));
                if (expected is null != sha256 is null)
                {
                    throw new CommandFailedException(
                        ExitCode.Usage, "head-incomplete",
                        "--expect-sequence and --expect-sha256 belong together: give both or neither.");
                }

                var verdict = await session.Clients.Maintenance.VerifyAuditLogAsync(
                    new VerifyAuditLogRequest { ExpectedSequenceNumber = expected ?? 0, ExpectedSha256 = sha256 ?? "" },
                    deadline: session.LongDeadline, cancellationToken: cancellationToken);
                session.Screen.Show(verdict, () => AuditTables.Verdict(verdict));
                RequireIntact(verdict);
                if (verdict.HeadSequenceNumber > 0)
                {
                    session.Screen.Note(
                        $"Keep the head somewhere else; later: maas audit verify --expect-sequence {verdict.HeadSequenceNumber} "
                        + $"--expect-sha256 {verdict.HeadSha256}");
                }
            });
    }

    private static void RequireIntact(VerifyAuditLogResponse verdict)
    {
        if (!verdict.Intact)
        {
            throw new CommandFailedException(
                ExitCode.WorkFailed, "audit-log-broken",
                $"The audit log is broken at event {verdict.BrokenSequenceNumber}: {verdict.Problem} Compare it with a backup.");
        }
    }
}

using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Audit;

/// <summary><c>maas audit monitoring</c>: what was changed in Monitoring, and what alerts did.</summary>
internal static class MonitoringAudit
{
    public static Command Create(CommandBinding binding)
    {
        var limit = new Option<int>("--limit")
        {
            Description = "Most events to show.",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        };
        return binding.Bind(
            new Command("monitoring", "Lists what was changed in Monitoring, and what alerts did, newest first.") { limit },
            async (session, cancellationToken) =>
            {
                var most = session.Arguments.GetValue(limit);
                var events = await AllPages.ReadAsync<MonitoringAuditEvent>(
                    async token =>
                    {
                        var page = await session.Clients.Alerts.ListMonitoringAuditEventsAsync(
                            new ListMonitoringAuditEventsRequest
                            {
                                PageSize = Math.Clamp(most, 1, AllPages.PageSize), PageToken = token,
                            },
                            cancellationToken: cancellationToken);
                        return (page.AuditEvents, page.NextPageToken);
                    },
                    most);
                session.Screen.ShowList("auditEvents", events, () => AuditTables.List(events));
            });
    }
}

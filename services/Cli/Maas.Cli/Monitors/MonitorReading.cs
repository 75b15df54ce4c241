using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Monitoring.V1;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Cli.Monitors;

/// <summary><c>maas monitor list|show</c>: which monitors there are, and how each is set.</summary>
internal static class MonitorReading
{
    public static Command List(CommandBinding binding) => binding.Bind(
        new Command("list", "Lists monitors."),
        async (session, cancellationToken) =>
        {
            var monitors = await AllPages.ReadAsync<Monitor>(async token =>
            {
                var page = await session.Clients.Monitoring.ListMonitorsAsync(
                    new ListMonitorsRequest { PageSize = AllPages.PageSize, PageToken = token }, cancellationToken: cancellationToken);
                return (page.Monitors, page.NextPageToken);
            });
            session.Screen.ShowList("monitors", monitors, () => SettingTables.List(monitors));
        });

    public static Command Show(CommandBinding binding)
    {
        var id = MonitorArgument();
        var command = new Command("show", "Shows the versions and the settings of a monitor.") { id };
        command.Aliases.Add("get");
        return binding.Bind(
            command,
            async (session, cancellationToken) =>
            {
                var monitor = await session.Clients.Monitoring.GetMonitorAsync(
                    new GetMonitorRequest { Name = TypedName.Monitor(session.Arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                session.Screen.Show(monitor, () => SettingTables.Monitor(monitor));
            });
    }

    /// <summary>The argument that names a monitor.</summary>
    public static Argument<string> MonitorArgument() => new("MONITOR") { Description = "Id of the monitor: that of its deployment." };
}

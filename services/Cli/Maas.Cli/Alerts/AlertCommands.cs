using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Alerts;

/// <summary><c>maas alerts</c>: what is wrong now, and what was.</summary>
internal static class AlertCommands
{
    private static readonly Dictionary<string, Alert.Types.State> States = new()
    {
        ["pending"] = Alert.Types.State.Pending,
        ["firing"] = Alert.Types.State.Firing,
        ["resolved"] = Alert.Types.State.Resolved,
    };

    public static Command Create(CommandBinding binding) => new("alerts", "What is wrong with deployments now, and what was.")
    {
        List(binding),
        Show(binding),
        Watch(binding),
    };

    private static Command List(CommandBinding binding)
    {
        var monitor = MonitorOption();
        var state = new Option<string[]>("--state")
        {
            Description = "Only those that stand like this: pending, firing or resolved. May be repeated. Default: all", HelpName = "STATE",
        };
        state.AcceptOnlyFromAmong([.. States.Keys]);
        var limit = new Option<int>("--limit")
        {
            Description = "Most alerts to show.", HelpName = "N", DefaultValueFactory = _ => 100,
        };
        return binding.Bind(
            new Command("list", "Lists alerts, those that changed last first.") { monitor, state, limit },
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var most = arguments.GetValue(limit);
                var alerts = await AllPages.ReadAsync<Alert>(
                    async token =>
                    {
                        var page = await session.Clients.Alerts.ListAlertsAsync(
                            new ListAlertsRequest
                            {
                                Monitor = MonitorOf(arguments.GetValue(monitor)),
                                States = { (arguments.GetValue(state) ?? []).Distinct().Select(name => States[name]) },
                                PageSize = Math.Clamp(most, 1, AllPages.PageSize),
                                PageToken = token,
                            },
                            cancellationToken: cancellationToken);
                        return (page.Alerts, page.NextPageToken);
                    },
                    most);
                session.Screen.ShowList("alerts", alerts, () => AlertTables.List(alerts));
            });
    }

    private static Command Show(CommandBinding binding)
    {
        var id = new Argument<string>("ALERT") { Description = "Id or name of the alert." };
        var command = new Command("show", "Shows one alert, and what became of its actions and notifications.") { id };
        command.Aliases.Add("get");
        return binding.Bind(
            command,
            async (session, cancellationToken) =>
            {
                var alert = await session.Clients.Alerts.GetAlertAsync(
                    new GetAlertRequest { Name = TypedName.Alert(session.Arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                session.Screen.Show(alert, () => AlertTables.Alert(alert));
            });
    }

    private static Command Watch(CommandBinding binding)
    {
        var monitor = MonitorOption();
        var from = new Option<long>("--from")
        {
            Description = "Revision behind which to begin; 0 for all alerts that are known. Default: now",
            HelpName = "REVISION",
            DefaultValueFactory = _ => AlertWatch.FromNowOn,
        };
        return binding.Bind(
            new Command("watch", "Shows alerts as they change, until Ctrl-C; as JSON, an object per line.") { monitor, from },
            async (session, cancellationToken) =>
            {
                var watch = new AlertWatch(session.Clients.Alerts, MonitorOf(session.Arguments.GetValue(monitor)), session.Clock);
                try
                {
                    await foreach (var alert in watch.ReadAsync(session.Arguments.GetValue(from), cancellationToken))
                    {
                        session.Screen.ShowLine(alert, () => AlertTables.Line(alert));
                    }
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    // How a watch ends.
                }
            });
    }

    private static Option<string> MonitorOption() => new("--monitor")
    {
        Description = "Only those of this monitor.", HelpName = "MONITOR",
    };

    private static string MonitorOf(string? text) => text is null ? "" : TypedName.Monitor(text);
}

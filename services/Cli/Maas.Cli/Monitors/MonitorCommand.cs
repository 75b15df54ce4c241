using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Monitors.Settings;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Monitors;

/// <summary><c>maas monitor</c>: how a deployment does.</summary>
internal static class MonitorCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static Command Create(CommandBinding binding)
    {
        var id = new Argument<string>("DEPLOYMENT") { Description = "Id of the deployment." };
        var minutes = new Option<int>("--minutes")
        {
            Description = "How far back to look.", HelpName = "N", DefaultValueFactory = _ => 60,
        };
        var slice = new Option<string>("--slice")
        {
            Description = "Only the rows of one slice, e.g. plan=gold; '*' for all rows and every slice. Default: all rows together",
            HelpName = "FEATURE=VALUE",
        };
        var byCount = new Option<bool>("--by-count")
        {
            Description = "Windows of so many predictions as 'monitor set --count-window' says, instead of one window of time.",
        };
        var watch = new Option<bool>("--watch") { Description = "Again every 5 seconds, until Ctrl-C." };
        var command = new Command("monitor", "Shows counts, errors, latency, drift, data quality and performance.")
        {
            id, minutes, slice, byCount, watch, MonitorReading.List(binding), MonitorReading.Show(binding), SetCommand.Create(binding),
        };
        return binding.Bind(
            command,
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var name = TypedName.Monitor(arguments.GetRequiredValue(id));
                var span = TimeSpan.FromMinutes(arguments.GetValue(minutes));
                do
                {
                    var metrics = await QueryAsync(
                        session, name, span, cancellationToken, arguments.GetValue(slice) ?? "", byCount: arguments.GetValue(byCount));
                    session.Screen.ShowList("windows", metrics.Windows, () => MonitorTables.Of(name, metrics.Windows));
                }
                while (arguments.GetValue(watch) && await PauseAsync(session.Clock, cancellationToken));
            });
    }

    /// <summary>What happened within a time up to now: one window per version and slice, or those of a number of predictions.</summary>
    public static async Task<QueryMetricsResponse> QueryAsync(
        Session session, string monitor, TimeSpan span, CancellationToken cancellationToken, string slice = "", bool byCount = false)
    {
        // The end is exclusive and windows are whole minutes: the minute under way counts too.
        var now = session.Clock.GetUtcNow();
        return await session.Clients.Monitoring.QueryMetricsAsync(
            new QueryMetricsRequest
            {
                Monitor = monitor,
                StartTime = Timestamp.FromDateTimeOffset(now - span),
                EndTime = Timestamp.FromDateTimeOffset(now + TimeSpan.FromMinutes(1)),
                Slice = slice,
                ByCount = byCount,
            },
            cancellationToken: cancellationToken);
    }

    private static async Task<bool> PauseAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }
}

using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
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
        var watch = new Option<bool>("--watch") { Description = "Again every 5 seconds, until Ctrl-C." };
        return binding.Bind(
            new Command("monitor", "Shows counts, errors, latency and drift.") { id, minutes, watch },
            async (session, cancellationToken) =>
            {
                var name = TypedName.Monitor(session.Arguments.GetRequiredValue(id));
                var span = TimeSpan.FromMinutes(session.Arguments.GetValue(minutes));
                do
                {
                    var metrics = await QueryAsync(session, name, span, cancellationToken);
                    session.Screen.ShowList("windows", metrics.Windows, () => MonitorTables.Of(name, metrics.Windows));
                }
                while (session.Arguments.GetValue(watch) && await PauseAsync(session.Clock, cancellationToken));
            });
    }

    /// <summary>What happened within a time up to now, one window per version.</summary>
    public static async Task<QueryMetricsResponse> QueryAsync(
        Session session, string monitor, TimeSpan span, CancellationToken cancellationToken)
    {
        // The end is exclusive and windows are whole minutes: the minute under way counts too.
        var now = session.Clock.GetUtcNow();
        return await session.Clients.Monitoring.QueryMetricsAsync(
            new QueryMetricsRequest
            {
                Monitor = monitor,
                StartTime = Timestamp.FromDateTimeOffset(now - span),
                EndTime = Timestamp.FromDateTimeOffset(now + TimeSpan.FromMinutes(1)),
            },
            cancellationToken: cancellationToken);
    }

    private static async Task<bool> PauseAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }
}

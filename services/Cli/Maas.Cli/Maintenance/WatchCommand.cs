using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Maintenance;

/// <summary><c>maas registry watch</c>: a line per change, until Ctrl-C.</summary>
internal static class WatchCommand
{
    private const long FromNowOn = -1;

    public static Command Create(CommandBinding binding)
    {
        var from = new Option<long>("--from")
        {
            Description = "Revision behind which to begin; 0 for the first one kept. Default: now",
            HelpName = "REVISION",
            DefaultValueFactory = _ => FromNowOn,
        };
        return binding.Bind(
            new Command("watch", "Shows every change as it happens, until Ctrl-C; as JSON, an object per line.") { from },
            async (session, cancellationToken) =>
            {
                var watch = new ChangeWatch(session.Clients.Registry, session.Clock);
                try
                {
                    await foreach (var message in watch.ReadAsync(session.Arguments.GetValue(from), cancellationToken))
                    {
                        session.Screen.ShowLine(message, () => Line(message));
                    }
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    // How a watch ends.
                }
            });
    }

    private static string Line(WatchResponse message)
    {
        var change = message.Change;
        var kind = change.Kind.ToString().ToLowerInvariant();
        var time = Figures.Time(change.ChangeTime);
        return $"{Figures.Count(message.Revision),8}  {time}  {kind,-7}  {change.Resource}{StateOf(change)}";
    }

    private static string StateOf(Change change) => change.StateCase switch
    {
        _ when change.Kind == Change.Types.Kind.Deleted => "",
        Change.StateOneofCase.Alias => $" → {TypedName.Short(change.Alias.ModelVersion)}",
        Change.StateOneofCase.ModelVersion => $" {change.ModelVersion.State.ToString().ToLowerInvariant()}",
        Change.StateOneofCase.Deployment => " " + string.Join(
            "; ", change.Deployment.Routes.Select(route => $"{route.TrafficPercent} % {TypedName.Short(route.ResolvedModelVersion)}")),
        _ => "",
    };
}

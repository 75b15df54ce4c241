using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Monitors.Settings;

/// <summary><c>maas monitor set</c>: changes settings of a monitor; what no option names stays.</summary>
internal static class SetCommand
{
    public static Command Create(CommandBinding binding)
    {
        var id = MonitorReading.MonitorArgument();
        ISettingOptions[] all =
            [new DriftOptions(), new SliceOptions(), new PayloadOptions(), new ObjectiveOptions(), new WindowOptions()];
        var command = new Command("set", "Changes settings of a monitor; what no option names stays.") { id };
        foreach (var option in all.SelectMany(options => options.All))
        {
            command.Options.Add(option);
        }

        return binding.Bind(
            command,
            async (session, cancellationToken) =>
            {
                RequireAny(session.Arguments, all);
                var monitoring = session.Clients.Monitoring;
                var monitor = await monitoring.GetMonitorAsync(
                    new GetMonitorRequest { Name = TypedName.Monitor(session.Arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                foreach (var options in all)
                {
                    options.Apply(session.Arguments, monitor);
                }

                // All settings are replaced, so all that were read go back; the etag guards against someone who changes them between the two calls.
                var changed = await monitoring.UpdateMonitorAsync(
                    new UpdateMonitorRequest { Monitor = monitor }, cancellationToken: cancellationToken);
                session.Screen.Show(changed, () => SettingTables.Monitor(changed));
            });
    }

    private static void RequireAny(ParseResult arguments, IEnumerable<ISettingOptions> all)
    {
        var options = all.SelectMany(part => part.All).ToList();
        if (!options.Any(option => arguments.GetResult(option) is { Implicit: false }))
        {
            throw new CommandFailedException(
                ExitCode.Usage, "nothing-to-change",
                $"Say what to change: {string.Join(", ", options.Select(option => option.Name))}.");
        }
    }
}

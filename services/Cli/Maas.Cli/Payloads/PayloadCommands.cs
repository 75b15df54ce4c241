using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Monitors;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Payloads;

/// <summary><c>maas payloads</c>: inputs of single predictions, where a monitor keeps them.</summary>
internal static class PayloadCommands
{
    public static Command Create(CommandBinding binding) => new(
        "payloads", "Inputs of single predictions, where 'monitor set --payload-ratio' has them kept.")
    {
        List(binding),
    };

    private static Command List(CommandBinding binding)
    {
        var monitor = MonitorReading.MonitorArgument();
        var limit = new Option<int>("--limit")
        {
            Description = "Most predictions to show.", HelpName = "N", DefaultValueFactory = _ => 100,
        };
        return binding.Bind(
            new Command("list", "Lists predictions with their inputs, newest first.") { monitor, limit },
            async (session, cancellationToken) =>
            {
                var name = TypedName.Monitor(session.Arguments.GetRequiredValue(monitor));
                var most = session.Arguments.GetValue(limit);
                var payloads = await AllPages.ReadAsync<Payload>(
                    async token =>
                    {
                        var page = await session.Clients.Monitoring.ListPayloadsAsync(
                            new ListPayloadsRequest
                            {
                                Monitor = name, PageSize = Math.Clamp(most, 1, AllPages.PageSize), PageToken = token,
                            },
                            cancellationToken: cancellationToken);
                        return (page.Payloads, page.NextPageToken);
                    },
                    most);
                session.Screen.ShowList("payloads", payloads, () => PayloadTables.List(payloads));
            });
    }
}

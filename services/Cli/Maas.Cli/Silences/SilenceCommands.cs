using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Silences;

/// <summary><c>maas silences</c>: alerts that are kept quiet for a time.</summary>
internal static class SilenceCommands
{
    public static Command Create(CommandBinding binding) => new(
        "silences", "Keep alerts quiet for a time: they are seen, but nobody is told, and nothing is done.")
    {
        List(binding),
        CreateSilence.Create(binding),
        Expire(binding),
    };

    private static Command List(CommandBinding binding) => binding.Bind(
        new Command("list", "Lists silences that are not over."),
        async (session, cancellationToken) =>
        {
            var silences = await AllPages.ReadAsync<Silence>(async token =>
            {
                var page = await session.Clients.Alerts.ListSilencesAsync(
                    new ListSilencesRequest { PageSize = AllPages.PageSize, PageToken = token }, cancellationToken: cancellationToken);
                return (page.Silences, page.NextPageToken);
            });
            session.Screen.ShowList("silences", silences, () => SilenceTables.List(silences));
        });

    private static Command Expire(CommandBinding binding)
    {
        var id = new Argument<string>("SILENCE") { Description = "Id or name of the silence." };
        return binding.Bind(
            new Command("expire", "Ends a silence now.") { id },
            async (session, cancellationToken) =>
            {
                var silence = await session.Clients.Alerts.ExpireSilenceAsync(
                    new ExpireSilenceRequest { Name = TypedName.Silence(session.Arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                session.Screen.Show(silence, () => SilenceTables.List([silence]));
            });
    }
}

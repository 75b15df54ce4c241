using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Models;

/// <summary><c>maas aliases</c>.</summary>
internal static class AliasCommands
{
    private const string None = "none";

    public static Command Create(CommandBinding binding) => new("aliases", "Movable names of versions.")
    {
        Set(binding),
        List(binding),
        History(binding),
    };

    private static Command Set(CommandBinding binding)
    {
        var alias = new Argument<string>("ALIAS") { Description = "The alias, e.g. production." };
        var version = new Argument<string>("VERSION") { Description = "Where to, e.g. iris@2." };
        var expected = new Option<string>("--expected")
        {
            Description = "Version that it must point at before, e.g. iris@1; 'none' when it must not exist.",
            HelpName = "VERSION",
        };
        return binding.Bind(
            new Command("set", "Makes or moves an alias, in one step.") { alias, version, expected },
            async (session, cancellationToken) =>
            {
                var target = TypedName.ModelVersion(session.Arguments.GetRequiredValue(version));
                var before = session.Arguments.GetValue(expected);
                var moved = await session.Clients.Registry.SetAliasAsync(
                    new SetAliasRequest
                    {
                        Alias = new Alias
                        {
                            Name = NameOf(target, session.Arguments.GetRequiredValue(alias)),
                            ModelVersion = target,
                        },
                        ExpectedModelVersion = before is null or None ? before ?? "" : TypedName.ModelVersion(before),
                        RequestId = Guid.NewGuid().ToString(),
                    },
                    cancellationToken: cancellationToken);
                session.Screen.Show(moved, () => ModelTables.Aliases([moved]));
            });
    }

    private static Command List(CommandBinding binding)
    {
        var model = new Argument<string>("MODEL") { Description = "Id or name of the model." };
        return binding.Bind(
            new Command("list", "Lists the aliases of a model.") { model },
            async (session, cancellationToken) =>
            {
                var parent = TypedName.Model(session.Arguments.GetRequiredValue(model));
                var aliases = await AllPages.ReadAsync<Alias>(async token =>
                {
                    var page = await session.Clients.Registry.ListAliasesAsync(
                        new ListAliasesRequest { Parent = parent, PageSize = AllPages.PageSize, PageToken = token },
                        cancellationToken: cancellationToken);
                    return (page.Aliases, page.NextPageToken);
                });
                session.Screen.ShowList("aliases", aliases, () => ModelTables.Aliases(aliases));
            });
    }

    private static Command History(CommandBinding binding)
    {
        var model = new Argument<string>("MODEL") { Description = "Id or name of the model." };
        var alias = new Argument<string>("ALIAS") { Description = "The alias." };
        return binding.Bind(
            new Command("history", "Lists the moves of an alias, newest first.") { model, alias },
            async (session, cancellationToken) =>
            {
                var name = $"{TypedName.Model(session.Arguments.GetRequiredValue(model))}/aliases/{session.Arguments.GetRequiredValue(alias)}";
                var moves = await AllPages.ReadAsync<AliasMove>(async token =>
                {
                    var page = await session.Clients.Registry.ListAliasHistoryAsync(
                        new ListAliasHistoryRequest { Name = name, PageSize = AllPages.PageSize, PageToken = token },
                        cancellationToken: cancellationToken);
                    return (page.AliasMoves, page.NextPageToken);
                });
                session.Screen.ShowList("aliasMoves", moves, () => ModelTables.Moves(name, moves));
            });
    }

    private static string NameOf(string version, string alias) =>
        $"{version[..version.IndexOf("/versions/", StringComparison.Ordinal)]}/aliases/{alias}";
}

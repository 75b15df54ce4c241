using System.CommandLine;
using System.Globalization;
using Maas.Cli.Connections;
using Maas.Cli.Models;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Aliases;

/// <summary><c>maas aliases</c>.</summary>
internal static class AliasCommands
{
    private const string None = "none";

    public static Command Create(CommandBinding binding) => new("aliases", "Movable names of versions.")
    {
        Set(binding),
        List(binding),
        Delete(binding),
        AliasHistory.List(binding),
        AliasHistory.Rollback(binding),
        AliasHistory.At(binding),
    };

    /// <summary>Version that an alias must point at before a move; empty for no check.</summary>
    public static async Task<string> ExpectedAsync(Session session, string? text, CancellationToken cancellationToken) =>
        text is null or None ? text ?? "" : await VersionReference.ResolveAsync(session, text, cancellationToken);

    private static Command Set(CommandBinding binding)
    {
        var alias = new Argument<string>("ALIAS") { Description = "The alias, e.g. production, or iris@production." };
        var version = new Argument<string>("VERSION")
        {
            Description = "Where to, e.g. iris@2, or iris@candidate for where that alias points now.",
        };
        var expected = new Option<string>("--expected", "--expect")
        {
            Description = "Version that it must point at before, e.g. iris@1; 'none' when it must not exist.",
            HelpName = "VERSION",
        };
        return binding.Bind(
            new Command("set", "Makes or moves an alias, in one step.") { alias, version, expected },
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var (name, target) = await ReadAsync(
                    session, arguments.GetRequiredValue(alias), arguments.GetRequiredValue(version), cancellationToken);
                var moved = await session.Clients.Registry.SetAliasAsync(
                    new SetAliasRequest
                    {
                        Alias = new Alias { Name = name, ModelVersion = target },
                        ExpectedModelVersion = await ExpectedAsync(session, arguments.GetValue(expected), cancellationToken),
                        RequestId = Guid.NewGuid().ToString(),
                    },
                    cancellationToken: cancellationToken);
                session.Screen.Show(moved, () => AliasTables.List([moved]));
            });
    }

    private static Command List(CommandBinding binding)
    {
        var model = ModelCommands.ModelArgument();
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
                session.Screen.ShowList("aliases", aliases, () => AliasTables.List(aliases));
            });
    }

    private static Command Delete(CommandBinding binding)
    {
        var words = AliasWords.Argument();
        return binding.Bind(
            new Command("delete", "Deletes an alias; its history stays.") { words },
            async (session, cancellationToken) =>
            {
                var name = AliasWords.Read(session.Arguments.GetRequiredValue(words));
                await session.Clients.Registry.DeleteAliasAsync(
                    new DeleteAliasRequest { Name = name, RequestId = Guid.NewGuid().ToString() },
                    cancellationToken: cancellationToken);
                session.Screen.Note($"'{name}' is deleted.");
            });
    }

    // An alias that names its model takes a bare number as well: iris@production 2.
    private static async Task<(string Name, string Target)> ReadAsync(
        Session session, string alias, string version, CancellationToken cancellationToken)
    {
        var name = TypedName.FindAlias(alias);
        if (name is not null && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return (name, $"{TypedName.ModelOf(name)}/versions/{version}");
        }

        var target = await VersionReference.ResolveAsync(session, version, cancellationToken);
        return (name ?? $"{TypedName.ModelOf(target)}/aliases/{alias}", target);
    }
}

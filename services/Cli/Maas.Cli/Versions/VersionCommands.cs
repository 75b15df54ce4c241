using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Versions;

/// <summary><c>maas versions</c>.</summary>
internal static class VersionCommands
{
    private const string AllModels = "models/-";

    // Each may carry a card of 64 KiB and examples; a message is at most 64 MiB.
    private const int PageSize = 100;

    public static Command Create(CommandBinding binding) => new("versions", "Immutable versions of models.")
    {
        List(binding),
        Get(binding),
        PushCommand.Create(binding),
        PullCommand.Create(binding),
        CompareCommand.Create(binding),
        LineageCommand.Create(binding),
        VersionStates.Delete(binding),
        VersionStates.Undelete(binding),
        VersionStates.Deprecate(binding),
        VersionStates.Quarantine(binding),
        VersionStates.Reinstate(binding),
    };

    /// <summary>The argument that names a version.</summary>
    public static Argument<string> VersionArgument() => new("VERSION") { Description = VersionReference.Description };

    private static Command List(CommandBinding binding)
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "Id or name of the model. Default: the versions of all models",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var search = new SearchOptions();
        return binding.Bind(
            search.AddTo(new Command("list", "Lists the versions of a model, or of all.") { model }),
            async (session, cancellationToken) =>
            {
                var parent = session.Arguments.GetValue(model) is { } id ? TypedName.Model(id) : AllModels;
                var versions = await AllPages.ReadAsync<ModelVersion>(async token =>
                {
                    var page = await session.Clients.Registry.ListModelVersionsAsync(
                        new ListModelVersionsRequest
                        {
                            Parent = parent,
                            Filter = search.FilterOf(session.Arguments),
                            OrderBy = search.OrderOf(session.Arguments),
                            ShowDeleted = search.ShowsDeleted(session.Arguments),
                            PageSize = PageSize,
                            PageToken = token,
                        },
                        cancellationToken: cancellationToken);
                    return (page.ModelVersions, page.NextPageToken);
                });
                session.Screen.ShowList("modelVersions", versions, () => VersionTables.List(versions));
            });
    }

    private static Command Get(CommandBinding binding)
    {
        var version = VersionArgument();
        var command = new Command("show", "Shows one version.") { version };
        command.Aliases.Add("get");
        return binding.Bind(command, async (session, cancellationToken) =>
        {
            var name = await VersionReference.ResolveAsync(
                session, session.Arguments.GetRequiredValue(version), cancellationToken);
            var found = await session.Clients.Registry.GetModelVersionAsync(
                new GetModelVersionRequest { Name = name }, cancellationToken: cancellationToken);
            session.Screen.Show(found, () => VersionTables.Version(found));
        });
    }
}

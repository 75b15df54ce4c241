using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Models;

/// <summary><c>maas versions</c>.</summary>
internal static class VersionCommands
{
    public static Command Create(CommandBinding binding) => new("versions", "Immutable versions of models.")
    {
        List(binding),
        Get(binding),
    };

    private static Command List(CommandBinding binding)
    {
        var model = new Argument<string>("MODEL") { Description = "Id or name of the model." };
        return binding.Bind(
            new Command("list", "Lists the versions of a model, newest first.") { model },
            async (session, cancellationToken) =>
            {
                var parent = TypedName.Model(session.Arguments.GetRequiredValue(model));
                var versions = await AllPages.ReadAsync<ModelVersion>(async token =>
                {
                    var page = await session.Clients.Registry.ListModelVersionsAsync(
                        new ListModelVersionsRequest { Parent = parent, PageSize = AllPages.PageSize, PageToken = token },
                        cancellationToken: cancellationToken);
                    return (page.ModelVersions, page.NextPageToken);
                });
                session.Screen.ShowList("modelVersions", versions, () => ModelTables.Versions(versions));
            });
    }

    private static Command Get(CommandBinding binding)
    {
        var version = new Argument<string>("VERSION") { Description = "The version, e.g. iris@2." };
        return binding.Bind(
            new Command("get", "Shows one version.") { version },
            async (session, cancellationToken) =>
            {
                var found = await session.Clients.Registry.GetModelVersionAsync(
                    new GetModelVersionRequest { Name = TypedName.ModelVersion(session.Arguments.GetRequiredValue(version)) },
                    cancellationToken: cancellationToken);
                session.Screen.Show(found, () => ModelTables.Version(found));
            });
    }
}

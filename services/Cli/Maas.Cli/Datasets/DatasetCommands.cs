using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Profiles;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Datasets;

/// <summary><c>maas datasets</c>: data files and what is known of them.</summary>
internal static class DatasetCommands
{
    public static Command Create(CommandBinding binding) => new("datasets", "Data files, imported and profiled.")
    {
        ImportCommand.Create(binding),
        List(binding),
        Get(binding),
        ProfileCommand.Create(binding),
        Rejects(binding),
        SchemaCommands.Create(binding),
        SchemaCommands.Validate(binding),
    };

    /// <summary>The newest version of a dataset, or the one that is named.</summary>
    public static async Task<string> ResolveAsync(Session session, string text, CancellationToken cancellationToken)
    {
        if (TypedName.DatasetVersion(text) is { } version)
        {
            return version;
        }

        var request = new GetDatasetRequest { Name = TypedName.Dataset(text) };
        var dataset = await session.Clients.Training.GetDatasetAsync(request, cancellationToken: cancellationToken);
        return $"{dataset.Name}/versions/{Figures.Count(dataset.LatestVersionNumber)}";
    }

    private static Argument<string> Version() => new("DATASET")
    {
        Description = "Dataset, newest version ('iris'), or one version ('iris@2').",
    };

    private static Command List(CommandBinding binding) => binding.Bind(
        new Command("list", "Lists datasets, newest first."),
        async (session, cancellationToken) =>
        {
            var datasets = await AllPages.ReadAsync<Dataset>(async token =>
            {
                var page = await session.Clients.Training.ListDatasetsAsync(
                    new ListDatasetsRequest { PageSize = AllPages.PageSize, PageToken = token },
                    cancellationToken: cancellationToken);
                return (page.Datasets, page.NextPageToken);
            });
            session.Screen.ShowList("datasets", datasets, () => DatasetTables.List(datasets));
        });

    private static Command Get(CommandBinding binding)
    {
        var version = Version();
        return binding.Bind(
            new Command("get", "Shows one version of a dataset.") { version },
            async (session, cancellationToken) =>
            {
                var name = await ResolveAsync(session, session.Arguments.GetRequiredValue(version), cancellationToken);
                var found = await session.Clients.Training.GetDatasetVersionAsync(
                    new GetDatasetVersionRequest { Name = name }, cancellationToken: cancellationToken);
                session.Screen.Show(found, () => DatasetTables.Version(found));
            });
    }

    private static Command Rejects(CommandBinding binding)
    {
        var version = Version();
        var limit = new Option<int>("--limit") { Description = "Most rows to show.", DefaultValueFactory = _ => 100 };
        return binding.Bind(
            new Command("rejects", "Lists the rows that were turned away, and why.") { version, limit },
            async (session, cancellationToken) =>
            {
                var name = await ResolveAsync(session, session.Arguments.GetRequiredValue(version), cancellationToken);
                var rows = await AllPages.ReadAsync<RejectedRow>(
                    async token =>
                    {
                        var page = await session.Clients.Training.ListRejectedRowsAsync(
                            new ListRejectedRowsRequest { Parent = name, PageSize = AllPages.PageSize, PageToken = token },
                            cancellationToken: cancellationToken);
                        return (page.RejectedRows, page.NextPageToken);
                    },
                    session.Arguments.GetValue(limit));
                session.Screen.ShowList("rejectedRows", rows, () => DatasetTables.Rejects(name, rows));
            });
    }
}

using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Models;

/// <summary><c>maas models</c>.</summary>
internal static class ModelCommands
{
    public static Command Create(CommandBinding binding) => new("models", "Named lines of model versions.")
    {
        List(binding),
        Get(binding),
    };

    private static Command List(CommandBinding binding) => binding.Bind(
        new Command("list", "Lists models, newest first."),
        async (session, cancellationToken) =>
        {
            var models = await AllPages.ReadAsync<Model>(async token =>
            {
                var page = await session.Clients.Registry.ListModelsAsync(
                    new ListModelsRequest { PageSize = AllPages.PageSize, PageToken = token },
                    cancellationToken: cancellationToken);
                return (page.Models, page.NextPageToken);
            });
            session.Screen.ShowList("models", models, () => ModelTables.List(models));
        });

    private static Command Get(CommandBinding binding)
    {
        var id = new Argument<string>("MODEL") { Description = "Id or name of the model." };
        return binding.Bind(
            new Command("get", "Shows one model.") { id },
            async (session, cancellationToken) =>
            {
                var model = await session.Clients.Registry.GetModelAsync(
                    new GetModelRequest { Name = TypedName.Model(session.Arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                session.Screen.Show(model, () => ModelTables.Model(model));
            });
    }
}

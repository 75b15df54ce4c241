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
        ModelChanges.Create(binding),
        ModelChanges.Update(binding),
        ModelChanges.Delete(binding),
        ModelChanges.Undelete(binding),
    };

    private static Command List(CommandBinding binding)
    {
        var search = new SearchOptions();
        return binding.Bind(
            search.AddTo(new Command("list", "Lists models.")),
            async (session, cancellationToken) =>
            {
                var models = await AllPages.ReadAsync<Model>(async token =>
                {
                    var page = await session.Clients.Registry.ListModelsAsync(
                        new ListModelsRequest
                        {
                            Filter = search.FilterOf(session.Arguments),
                            OrderBy = search.OrderOf(session.Arguments),
                            ShowDeleted = search.ShowsDeleted(session.Arguments),
                            PageSize = AllPages.PageSize,
                            PageToken = token,
                        },
                        cancellationToken: cancellationToken);
                    return (page.Models, page.NextPageToken);
                });
                session.Screen.ShowList("models", models, () => ModelTables.List(models));
            });
    }

    private static Command Get(CommandBinding binding)
    {
        var id = ModelArgument();
        var command = new Command("show", "Shows one model.") { id };
        command.Aliases.Add("get");
        return binding.Bind(
            command,
            async (session, cancellationToken) =>
            {
                var model = await session.Clients.Registry.GetModelAsync(
                    new GetModelRequest { Name = TypedName.Model(session.Arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                session.Screen.Show(model, () => ModelTables.Model(model));
            });
    }

    /// <summary>The argument that names a model.</summary>
    public static Argument<string> ModelArgument() => new("MODEL") { Description = "Id or name of the model." };
}

using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Deployments;

/// <summary><c>maas deployments</c>: what is served. <c>maas deploy</c> has list, status and delete as well.</summary>
internal static class DeploymentCommands
{
    public static Command Create(CommandBinding binding) => new("deployments", "What is served, and was.")
    {
        List(binding),
        Status(binding, "show", "status", "get"),
        Delete(binding),
        DeploymentHistory.List(binding),
        DeploymentHistory.Rollback(binding),
        DeploymentHistory.At(binding),
    };

    public static Command List(CommandBinding binding) => binding.Bind(
        new Command("list", "Lists deployments."),
        async (session, cancellationToken) =>
        {
            var deployments = await ReadAllAsync(session, cancellationToken);
            session.Screen.ShowList("deployments", deployments, () => DeploymentTables.List(deployments));
        });

    public static Command Status(CommandBinding binding, string word = "status", params string[] otherWords)
    {
        var id = Id();
        var command = new Command(word, "Shows one deployment and what its replicas say.") { id };
        foreach (var other in otherWords)
        {
            command.Aliases.Add(other);
        }

        return binding.Bind(
            command,
            async (session, cancellationToken) =>
            {
                var deployment = await session.Clients.Registry.GetDeploymentAsync(
                    new GetDeploymentRequest { Name = TypedName.Deployment(session.Arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                session.Screen.Show(deployment, () => DeploymentTables.Deployment(deployment));
            });
    }

    public static Command Delete(CommandBinding binding)
    {
        var id = Id();
        return binding.Bind(
            new Command("delete", "Stops serving under this name.") { id },
            async (session, cancellationToken) =>
            {
                var name = TypedName.Deployment(session.Arguments.GetRequiredValue(id));
                await session.Clients.Registry.DeleteDeploymentAsync(
                    new DeleteDeploymentRequest { Name = name, RequestId = Guid.NewGuid().ToString() },
                    cancellationToken: cancellationToken);
                session.Screen.Note($"'{name}' is deleted.");
            });
    }

    /// <summary>All deployments.</summary>
    public static Task<List<Deployment>> ReadAllAsync(Session session, CancellationToken cancellationToken) =>
        AllPages.ReadAsync<Deployment>(async token =>
        {
            var page = await session.Clients.Registry.ListDeploymentsAsync(
                new ListDeploymentsRequest { PageSize = AllPages.PageSize, PageToken = token },
                cancellationToken: cancellationToken);
            return (page.Deployments, page.NextPageToken);
        });

    /// <summary>The argument that names a deployment.</summary>
    public static Argument<string> Id() => new("DEPLOYMENT") { Description = "Id or name of the deployment." };
}

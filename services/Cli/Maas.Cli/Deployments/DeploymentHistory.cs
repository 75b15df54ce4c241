using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Deployments;

/// <summary><c>maas deployments history|rollback|at</c>: what was served, and back to it.</summary>
internal static class DeploymentHistory
{
    public static Command List(CommandBinding binding)
    {
        var id = DeploymentCommands.Id();
        return binding.Bind(
            new Command("history", "Lists what a deployment has served, newest first; also of one that was deleted.") { id },
            async (session, cancellationToken) =>
            {
                var name = TypedName.Deployment(session.Arguments.GetRequiredValue(id));
                var moves = await AllPages.ReadAsync<DeploymentMove>(async token =>
                {
                    var page = await session.Clients.Registry.ListDeploymentHistoryAsync(
                        new ListDeploymentHistoryRequest { Name = name, PageSize = AllPages.PageSize, PageToken = token },
                        cancellationToken: cancellationToken);
                    return (page.DeploymentMoves, page.NextPageToken);
                });
                session.Screen.ShowList("deploymentMoves", moves, () => DeploymentTables.Moves(name, moves));
            });
    }

    public static Command Rollback(CommandBinding binding)
    {
        var id = DeploymentCommands.Id();
        var time = new Option<string>("--to-time")
        {
            Description = $"Back to what it served then: {TypedTime.Formats}. Default: before its last move",
            HelpName = "TIME",
        };
        return binding.Bind(
            new Command("rollback", "Pins a deployment to the versions it served before; it no longer follows an alias.")
            {
                id, time,
            },
            async (session, cancellationToken) =>
            {
                var request = new RollbackDeploymentRequest
                {
                    Name = TypedName.Deployment(session.Arguments.GetRequiredValue(id)),
                    RequestId = Guid.NewGuid().ToString(),
                };
                if (session.Arguments.GetValue(time) is { } text)
                {
                    request.ReadTime = TypedTime.Read(text, session.Clock);
                }

                var deployment = await session.Clients.Registry.RollbackDeploymentAsync(
                    request, cancellationToken: cancellationToken);
                session.Screen.Show(deployment, () => DeploymentTables.Deployment(deployment));
            });
    }

    public static Command At(CommandBinding binding)
    {
        var id = DeploymentCommands.Id();
        var time = new Argument<string>("TIME")
        {
            Description = $"When: {TypedTime.Formats}. Default: now",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return binding.Bind(
            new Command("at", "Says which versions a deployment served at a time.") { id, time },
            async (session, cancellationToken) =>
            {
                var request = new LookUpDeploymentRequest
                {
                    Name = TypedName.Deployment(session.Arguments.GetRequiredValue(id)),
                };
                if (session.Arguments.GetValue(time) is { } text)
                {
                    request.ReadTime = TypedTime.Read(text, session.Clock);
                }

                var answer = await session.Clients.Registry.LookUpDeploymentAsync(request, cancellationToken: cancellationToken);
                session.Screen.Show(answer, () => DeploymentTables.At(request.Name, request.ReadTime, answer.DeploymentMove));
            });
    }
}

using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Deployments;

/// <summary>Serves what was just trained.</summary>
internal static class TrainedDeployment
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Makes the deployment of the model's own name answer with the new version, or follow the alias that was moved to it; waits until it does.</summary>
    /// <exception cref="CommandFailedException">No replica can serve it, or none did within a minute.</exception>
    public static async Task ServeAsync(Session session, TrainingJob job, CancellationToken cancellationToken)
    {
        var model = job.Spec.Model;
        var name = TypedName.Deployment(TypedName.Id(model));
        var target = job.Spec.Alias.Length > 0 ? $"{model}/aliases/{job.Spec.Alias}" : job.Result.ModelVersion;
        var deployment = DeployCommand.Desired(name, model, target);
        await Rollout.ApplyAsync(session.Clients.Registry, deployment, cancellationToken);
        await Rollout.WaitAsync(session.Clients.Registry, name, Limit, session.Clock, cancellationToken);
        session.Screen.Note($"Served as '{TypedName.Id(name)}'.");
    }
}

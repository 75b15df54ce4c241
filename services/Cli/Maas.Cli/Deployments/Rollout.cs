using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using static Maas.Contracts.Registry.V1.RegistryService;

namespace Maas.Cli.Deployments;

/// <summary>Brings a deployment to a desired state and waits until a replica has reached it.</summary>
internal static class Rollout
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Creates the deployment, or changes the one of that name.</summary>
    /// <param name="registry">Where to.</param>
    /// <param name="deployment">What shall be; its name decides which.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="keepsShadow">Whether a shadow that is there stays.</param>
    /// <exception cref="CommandFailedException">One of that name serves another model.</exception>
    public static async Task<Deployment> ApplyAsync(
        RegistryServiceClient registry, Deployment deployment, CancellationToken cancellationToken, bool keepsShadow = true)
    {
        try
        {
            return await registry.CreateDeploymentAsync(
                new CreateDeploymentRequest
                {
                    DeploymentId = TypedName.Id(deployment.Name),
                    Deployment = deployment,
                    RequestId = Guid.NewGuid().ToString(),
                },
                cancellationToken: cancellationToken);
        }
        catch (MaasException exception) when (exception.Code == MaasErrorCode.AlreadyExists)
        {
            return await UpdateAsync(registry, deployment, keepsShadow, cancellationToken);
        }
    }

    /// <summary>Waits until every version that the deployment resolves to is ready on a replica.</summary>
    /// <exception cref="CommandFailedException">No replica can serve it, or the time is over.</exception>
    public static async Task<Deployment> WaitAsync(
        RegistryServiceClient registry, string name, TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            var deployment = await registry.GetDeploymentAsync(
                new GetDeploymentRequest { Name = name }, cancellationToken: cancellationToken);
            if (IsReady(deployment))
            {
                return deployment;
            }

            if (FailureOf(deployment) is { } failure)
            {
                throw new CommandFailedException(
                    ExitCode.WorkFailed, "replica-failed", $"'{name}' cannot be served: {failure}");
            }

            if (clock.GetElapsedTime(start) > limit)
            {
                throw new CommandFailedException(
                    ExitCode.Unavailable, "not-ready-in-time",
                    $"'{name}' is not ready after {Figures.Seconds(limit)}: {Describe(deployment)}. Is Inference running?");
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private static bool IsReady(Deployment deployment) => deployment.Routes
        .Where(route => route.TrafficPercent > 0)
        .All(route => Reports(deployment, route).Any(status => status.State == ReplicaStatus.Types.State.Ready));

    // As long as one replica loads, there is hope.
    private static string? FailureOf(Deployment deployment) => deployment.Routes
        .Select(route => Reports(deployment, route).ToList())
        .Where(reports => reports.Count > 0 && reports.All(report => report.State == ReplicaStatus.Types.State.Failed))
        .Select(reports => $"{reports[0].ModelVersion} on {reports[0].Replica}: {reports[0].ErrorMessage}")
        .FirstOrDefault();

    private static IEnumerable<ReplicaStatus> Reports(Deployment deployment, Route route) =>
        deployment.ReplicaStatuses.Where(status => status.ModelVersion == route.ResolvedModelVersion);

    private static string Describe(Deployment deployment) => deployment.ReplicaStatuses.Count == 0
        ? "no replica has reported"
        : string.Join("; ", deployment.ReplicaStatuses.Select(status => $"{status.ModelVersion} is {status.State} on {status.Replica}"));

    private static async Task<Deployment> UpdateAsync(
        RegistryServiceClient registry, Deployment deployment, bool keepsShadow, CancellationToken cancellationToken)
    {
        var current = await registry.GetDeploymentAsync(
            new GetDeploymentRequest { Name = deployment.Name }, cancellationToken: cancellationToken);
        if (current.Model != deployment.Model)
        {
            throw new CommandFailedException(
                ExitCode.Conflict, "model-immutable",
                $"'{deployment.Name}' serves '{current.Model}', which cannot be changed to '{deployment.Model}'. Take another name.");
        }

        // The etag guards against someone who changes it between the two calls.
        deployment.Etag = current.Etag;
        deployment.ShadowTarget = keepsShadow ? current.ShadowTarget : deployment.ShadowTarget;
        return await registry.UpdateDeploymentAsync(
            new UpdateDeploymentRequest
            {
                Deployment = deployment,
                UpdateMask = new FieldMask { Paths = { "routes", "shadow_target", "device_policy", "monitoring_sample_ratio" } },
                RequestId = Guid.NewGuid().ToString(),
            },
            cancellationToken: cancellationToken);
    }
}

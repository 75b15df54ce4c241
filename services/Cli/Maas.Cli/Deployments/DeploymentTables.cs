using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Deployments;

/// <summary>Deployments as tables.</summary>
internal static class DeploymentTables
{
    public static IRenderable List(IEnumerable<Deployment> deployments) => TextTable.Of(
        "", ["deployment", "model", "routes", "replicas"],
        deployments.Select(deployment => new[]
        {
            TypedName.Short(deployment.Name), TypedName.Short(deployment.Model),
            string.Join("; ", deployment.Routes.Select(Route)),
            deployment.ReplicaStatuses.Count == 0
                ? "none has reported"
                : string.Join("; ", deployment.ReplicaStatuses.Select(Replica)),
        }));

    public static IRenderable Deployment(Deployment deployment) => TextTable.Facts(
        TypedName.Short(deployment.Name),
        [
            ("model", TypedName.Short(deployment.Model)),
            .. deployment.Routes.Select(route => ("route", Route(route))),
            ("device policy", Policy(deployment.DevicePolicy)),
            .. deployment.ReplicaStatuses.Select(status => ("replica", $"{status.Replica}: {Replica(status)}")),
            ("changed", Figures.Time(deployment.UpdateTime)),
        ]);

    private static string Route(Route route) =>
        $"{route.TrafficPercent} % {TypedName.Id(route.Target)} → {TypedName.Short(route.ResolvedModelVersion)}";

    private static string Policy(Contracts.Registry.V1.Deployment.Types.DevicePolicy policy) => policy switch
    {
        Contracts.Registry.V1.Deployment.Types.DevicePolicy.Cpu => "cpu",
        Contracts.Registry.V1.Deployment.Types.DevicePolicy.GpuRequired => "gpu-required",
        _ => "gpu-preferred",
    };

    private static string Replica(ReplicaStatus status)
    {
        var device = status.Device.Length > 0 ? $" on {status.Device}" : "";
        var problem = status.ErrorMessage.Length > 0 ? $" ({status.ErrorMessage})" : "";
        return $"{TypedName.Short(status.ModelVersion)} {status.State.ToString().ToLowerInvariant()}{device}{problem}";
    }
}

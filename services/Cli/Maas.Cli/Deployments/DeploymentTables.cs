using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Deployments;

/// <summary>Deployments as tables.</summary>
internal static class DeploymentTables
{
    public static IRenderable List(IEnumerable<Deployment> deployments) => TextTable.Of(
        "", ["deployment", "model", "routes", "shadow", "replicas"],
        deployments.Select(deployment => new[]
        {
            TypedName.Short(deployment.Name), TypedName.Short(deployment.Model),
            string.Join("; ", deployment.Routes.Select(Route)), Shadow(deployment),
            deployment.ReplicaStatuses.Count == 0
                ? "none has reported"
                : string.Join("; ", deployment.ReplicaStatuses.Select(Replica)),
        }));

    public static IRenderable Deployment(Deployment deployment) => TextTable.Facts(
        TypedName.Short(deployment.Name),
        [
            ("model", TypedName.Short(deployment.Model)),
            .. deployment.Routes.Select(route => ("route", Route(route))),
            ("shadow", Shadow(deployment)),
            ("device policy", Policy(deployment.DevicePolicy)),
            .. deployment.ReplicaStatuses.Select(status => ("replica", $"{status.Replica}: {Replica(status)}")),
            ("changed", Figures.Time(deployment.UpdateTime)),
        ]);

    public static IRenderable Moves(string deployment, IEnumerable<DeploymentMove> moves) => TextTable.Of(
        deployment, [">move", "routes", "shadow", "when", "who", "because of"],
        moves.Select(move => new[]
        {
            Figures.Count(move.SequenceNumber), RoutesOf(move), ShadowOf(move), Figures.Time(move.MoveTime), move.Actor,
            move.Cause,
        }));

    /// <summary>What a deployment served.</summary>
    /// <param name="deployment">Its name.</param>
    /// <param name="time">When; null for now.</param>
    /// <param name="move">The move in force; null when there was none yet.</param>
    public static IRenderable At(string deployment, Timestamp? time, DeploymentMove? move) => TextTable.Facts(
        TypedName.Short(deployment),
        [
            ("at", time is null ? "now" : Figures.Time(time)),
            .. move is null ? [("routes", "none: it did not exist")] : new[]
            {
                ("routes", RoutesOf(move)),
                ("shadow", ShadowOf(move)),
                ("since", Figures.Time(move.MoveTime)),
                ("moved by", move.Actor),
                ("because of", move.Cause),
            },
        ]);

    private static string RoutesOf(DeploymentMove move) =>
        move.Routes.Count == 0 ? "none: it was deleted" : string.Join("; ", move.Routes.Select(Route));

    private static string ShadowOf(DeploymentMove move) =>
        move.ResolvedShadowModelVersion.Length > 0 ? TypedName.Short(move.ResolvedShadowModelVersion) : "";

    private static string Shadow(Deployment deployment) => deployment.ShadowTarget.Length == 0
        ? ""
        : $"{TypedName.Id(deployment.ShadowTarget)} → {TypedName.Short(deployment.ResolvedShadowModelVersion)}";

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

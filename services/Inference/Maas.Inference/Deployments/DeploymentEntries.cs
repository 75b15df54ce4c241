using Maas.Inference.Serving;

namespace Maas.Inference.Deployments;

/// <summary>Says in the reconciler's words what the registry wants.</summary>
internal static class DeploymentEntries
{
    /// <summary>One entry per deployment; routes to the same version are one.</summary>
    public static IReadOnlyList<DesiredEntry> Of(IEnumerable<Deployment> deployments) => [.. deployments.Select(Of)];

    private static DesiredEntry Of(Deployment deployment) => new()
    {
        Name = deployment.Id,
        Deployment = deployment.Id,
        Model = deployment.Model,
        QuarantinedVersions = deployment.QuarantinedVersions,
        MonitoringSampleRatio = deployment.MonitoringSampleRatio,
        Shadow = deployment.ShadowVersion.Length > 0 && !deployment.QuarantinedVersions.Contains(deployment.ShadowVersion)
            ? new DesiredVersion(new VersionKey(deployment.Model, deployment.ShadowVersion), deployment.Device, 0)
            : null,
        Versions =
        [
            .. deployment.Routes.GroupBy(route => route.Version).Select(routes => new DesiredVersion(
                new VersionKey(deployment.Model, routes.Key), deployment.Device, routes.Sum(route => route.Percent))),
        ],
    };
}

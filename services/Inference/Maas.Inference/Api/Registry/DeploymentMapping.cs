using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Registry.V1;
using Maas.Inference.Catalog;
using Maas.Inference.Deployments;
using Maas.Inference.Loading;
using Maas.Inference.Serving;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Inference.Api.Registry;

/// <summary>Between the Registry's contract and the domain: deployments, their changes, and what is reported of them.</summary>
internal static class DeploymentMapping
{
    extension(Proto.Deployment deployment)
    {
        public Deployments.Deployment FromProto() => new()
        {
            Id = RegistryNames.LastOf(deployment.Name),
            Model = RegistryNames.LastOf(deployment.Model),
            Routes =
            [
                .. deployment.Routes.Where(route => route.ResolvedModelVersion.Length > 0)
                    .Select(route => new DeploymentRoute(RegistryNames.LastOf(route.ResolvedModelVersion), route.TrafficPercent)),
            ],
            ShadowVersion = RegistryNames.LastOf(deployment.ResolvedShadowModelVersion),
            QuarantinedVersions = [.. deployment.QuarantinedModelVersions.Select(RegistryNames.LastOf)],
            Device = deployment.DevicePolicy.FromProto(),
            MonitoringSampleRatio = deployment.HasMonitoringSampleRatio ? deployment.MonitoringSampleRatio : 1,
        };
    }

    extension(Proto.Deployment.Types.DevicePolicy policy)
    {
        /// <summary>An unknown policy is treated as unspecified.</summary>
        public DevicePolicy FromProto() => policy switch
        {
            Proto.Deployment.Types.DevicePolicy.Cpu => DevicePolicy.Cpu,
            Proto.Deployment.Types.DevicePolicy.GpuRequired => DevicePolicy.GpuRequired,
            _ => DevicePolicy.GpuPreferred,
        };
    }

    extension(WatchResponse response)
    {
        /// <summary>Changes of other resources and progress marks only move the revision on.</summary>
        public DeploymentChange FromProto() => response.Change is { StateCase: Change.StateOneofCase.Deployment } change
            ? new DeploymentChange(
                response.Revision, RegistryNames.LastOf(change.Resource),
                change.Kind == Change.Types.Kind.Deleted ? null : change.Deployment.FromProto())
            : new DeploymentChange(response.Revision, "", null);
    }

    extension(VersionStatus status)
    {
        public ReplicaStatus ToProto(string replica) => new()
        {
            Replica = replica,
            ModelVersion = RegistryNames.Version(status.Version.Model, status.Version.Version),
            ManifestDigest = status.ManifestDigest,
            State = status.State switch
            {
                ModelState.Loading => ReplicaStatus.Types.State.Loading,
                ModelState.Ready => ReplicaStatus.Types.State.Ready,
                _ => ReplicaStatus.Types.State.Failed,
            },
            Device = status.Device,
            ErrorMessage = status.Reason,
            StateTime = status.StateTime.ToTimestamp(),
        };
    }
}

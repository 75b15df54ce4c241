using Google.Protobuf.WellKnownTypes;
using Maas.Registry.Deployments;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

internal static class DeploymentMapping
{
    extension(Deployment deployment)
    {
        public Proto.Deployment ToProto()
        {
            var proto = new Proto.Deployment
            {
                Name = deployment.Name,
                Uid = deployment.Uid,
                Model = deployment.Model,
                Routes = { deployment.Routes.Select(ToProto) },
                DevicePolicy = (Proto.Deployment.Types.DevicePolicy)deployment.DevicePolicy,
                Labels = { deployment.Labels.ToDictionary() },
                ReplicaStatuses = { deployment.ReplicaStatuses.Select(ToProto) },
                CreateTime = deployment.CreateTime.ToTimestamp(),
                UpdateTime = deployment.UpdateTime.ToTimestamp(),
                Etag = deployment.Etag,
                ShadowTarget = deployment.ShadowTarget,
                ResolvedShadowModelVersion = deployment.ResolvedShadowModelVersion,
                QuarantinedModelVersions = { deployment.QuarantinedModelVersions },
            };
            if (deployment.MonitoringSampleRatio is { } ratio)
            {
                proto.MonitoringSampleRatio = ratio;
            }

            return proto;
        }
    }

    extension(Proto.Deployment deployment)
    {
        /// <summary>What a caller may choose; the rest is the registry's.</summary>
        public Deployment FromProto(string id) => new()
        {
            Id = id,
            Model = deployment.Model,
            Routes = [.. deployment.Routes.Select(route => new Route(route.Target, route.TrafficPercent))],
            DevicePolicy = (DevicePolicy)deployment.DevicePolicy,
            MonitoringSampleRatio = deployment.HasMonitoringSampleRatio ? deployment.MonitoringSampleRatio : null,
            Labels = deployment.Labels.ToDictionary(),
            ShadowTarget = deployment.ShadowTarget,
        };
    }

    extension(DeploymentMove move)
    {
        public Proto.DeploymentMove ToProto() => new()
        {
            SequenceNumber = move.SequenceNumber,
            Routes = { move.Routes.Select(ToProto) },
            ResolvedShadowModelVersion = move.ResolvedShadowModelVersion,
            MoveTime = move.MoveTime.ToTimestamp(),
            Actor = move.Actor,
            Cause = move.Cause,
        };
    }

    extension(Proto.ReplicaStatus status)
    {
        public ReplicaStatus FromProto() => new()
        {
            Replica = status.Replica,
            ModelVersion = status.ModelVersion,
            ManifestDigest = status.ManifestDigest,
            State = (ReplicaState)status.State,
            Device = status.Device,
            ErrorMessage = status.ErrorMessage,
            StateTime = status.StateTime.ToTime("statuses.state_time"),
        };
    }

    private static Proto.Route ToProto(Route route) => new()
    {
        Target = route.Target,
        TrafficPercent = route.TrafficPercent,
        ResolvedModelVersion = route.ResolvedModelVersion,
    };

    private static Proto.ReplicaStatus ToProto(ReplicaStatus status) => new()
    {
        Replica = status.Replica,
        ModelVersion = status.ModelVersion,
        ManifestDigest = status.ManifestDigest,
        State = (Proto.ReplicaStatus.Types.State)status.State,
        Device = status.Device,
        ErrorMessage = status.ErrorMessage,
        StateTime = status.StateTime?.ToTimestamp(),
        ReportTime = status.ReportTime.ToTimestamp(),
    };
}

using Google.Protobuf.WellKnownTypes;
using Maas.Registry.Changes;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

internal static class ChangeMapping
{
    extension(WatchEvent watched)
    {
        public Proto.WatchResponse ToProto() => new()
        {
            Revision = watched.Revision,
            Change = watched.Change is { } change ? ToProto(change) : null,
        };
    }

    private static Proto.Change ToProto(Change change)
    {
        var proto = new Proto.Change
        {
            Kind = (Proto.Change.Types.Kind)change.Kind,
            Resource = change.Resource,
            ChangeTime = change.Time.ToTimestamp(),
        };
        switch (change)
        {
            case { Model: { } model }:
                proto.Model = model.ToProto();
                break;
            case { ModelVersion: { } version }:
                proto.ModelVersion = version.ToProto();
                break;
            case { Alias: { } alias }:
                proto.Alias = alias.ToProto();
                break;
            case { Deployment: { } deployment }:
                proto.Deployment = deployment.ToProto();
                break;
        }

        return proto;
    }
}

using Google.Protobuf.WellKnownTypes;
using Maas.Registry.Aliases;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

internal static class AliasMapping
{
    extension(Alias alias)
    {
        public Proto.Alias ToProto() => new()
        {
            Name = alias.Name,
            ModelVersion = alias.ModelVersion,
            UpdateTime = alias.UpdateTime.ToTimestamp(),
            Etag = alias.Etag,
        };
    }

    extension(AliasMove move)
    {
        public Proto.AliasMove ToProto() => new()
        {
            SequenceNumber = move.SequenceNumber,
            PreviousModelVersion = RegistryNames.Version(move.Model, move.PreviousVersionNumber),
            ModelVersion = RegistryNames.Version(move.Model, move.VersionNumber),
            MoveTime = move.MoveTime.ToTimestamp(),
            Actor = move.Actor,
            IsRollback = move.IsRollback,
        };
    }
}

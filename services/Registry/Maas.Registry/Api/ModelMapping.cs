using Google.Protobuf.WellKnownTypes;
using Maas.Registry.Models;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

internal static class ModelMapping
{
    extension(Model model)
    {
        public Proto.Model ToProto() => new()
        {
            Name = model.Name,
            Uid = model.Uid,
            DisplayName = model.DisplayName,
            Description = model.Description,
            Labels = { model.Labels.ToDictionary() },
            Aliases = { model.Aliases.ToDictionary(alias => alias.Key, alias => RegistryNames.Version(model.Id, alias.Value)) },
            LatestVersionNumber = model.LatestVersionNumber,
            CreateTime = model.CreateTime.ToTimestamp(),
            UpdateTime = model.UpdateTime.ToTimestamp(),
            Etag = model.Etag,
            DeleteTime = model.DeleteTime?.ToTimestamp(),
            ExpireTime = model.ExpireTime?.ToTimestamp(),
        };
    }

    extension(Proto.Model model)
    {
        /// <summary>What a caller may choose; the rest is the registry's.</summary>
        public Model FromProto(string id) => new()
        {
            Id = id,
            DisplayName = model.DisplayName,
            Description = model.Description,
            Labels = model.Labels.ToDictionary(),
        };
    }
}

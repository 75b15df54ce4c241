using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Artifacts;
using Maas.Registry.Changes;

namespace Maas.Registry.Api;

/// <summary>Speaks <c>maas.registry.v1.RegistryService</c>; every decision is taken in the domain.</summary>
internal sealed partial class RegistryGrpcService(
    ModelAbilities models, VersionAbilities versions, ServingAbilities serving, ArtifactStore artifacts, ChangeLog changes)
    : RegistryService.RegistryServiceBase
{
    public override Task<FindMissingBlobsResponse> FindMissingBlobs(
        FindMissingBlobsRequest request, ServerCallContext context)
    {
        var missing = artifacts.FindMissing([.. request.Blobs.Select(blob => (blob.Sha256, blob.SizeBytes))]);
        return Task.FromResult(new FindMissingBlobsResponse
        {
            MissingBlobs = { missing.Select(blob => new BlobReference { Sha256 = blob.Sha256, SizeBytes = blob.SizeBytes }) },
        });
    }

    public override async Task Watch(
        WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        await foreach (var watched in changes.WatchAsync(request.StartRevision, context.CancellationToken))
        {
            await responseStream.WriteAsync(watched.ToProto(), context.CancellationToken);
        }
    }
}

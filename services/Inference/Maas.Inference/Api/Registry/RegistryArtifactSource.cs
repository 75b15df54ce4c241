using Maas.Client;
using Maas.Client.Blobs;
using Maas.Hosting.Connections;
using Maas.Inference.Artifacts;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Api.Registry;

/// <summary>Bytes from the Registry's blob store. Thread-safe.</summary>
internal sealed class RegistryArtifactSource(
    [FromKeyedServices(ServiceConnections.Registry)] MaasChannel channel, TimeProvider clock) : IArtifactSource
{
    private readonly BlobTransfer _transfer = new(channel, clock);

    /// <inheritdoc/>
    public Task DownloadAsync(ArtifactFile file, Stream destination, long offset, CancellationToken cancellationToken) =>
        _transfer.DownloadAsync(file.Digest, file.SizeBytes, destination, cancellationToken, offset);
}

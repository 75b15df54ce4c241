using Maas.Client;
using Maas.Client.Blobs;
using Maas.Inference.Artifacts;

namespace Maas.Inference.Api.Registry;

/// <summary>Bytes from the Registry's blob store. Thread-safe.</summary>
internal sealed class RegistryArtifactSource(MaasChannel channel, TimeProvider clock) : IArtifactSource
{
    private readonly BlobTransfer _transfer = new(channel, clock);

    /// <inheritdoc/>
    public Task DownloadAsync(ArtifactFile file, Stream destination, long offset, CancellationToken cancellationToken) =>
        _transfer.DownloadAsync(file.Digest, file.SizeBytes, destination, cancellationToken, offset);
}

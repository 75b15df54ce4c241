using Maas.Errors;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Artifacts;

/// <summary>Gives blobs out, to readers that take them. Thread-safe.</summary>
internal sealed class ArtifactDownloads(ArtifactStore artifacts, IOptions<RegistryOptions> options, TimeProvider clock)
{
    /// <summary>Sends a blob piece by piece.</summary>
    /// <param name="resourceName"><c>blobs/{sha256}/{size}</c>.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="limit">Most bytes; 0 for no limit.</param>
    /// <param name="send">Sends a piece, and is done when there is room for the next.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MaasException">
    /// <c>TRANSFER_TOO_SLOW</c>: the reader takes nothing, or next to nothing. <c>RESOURCE_NOT_FOUND</c>,
    /// <c>READ_OUT_OF_RANGE</c>, <c>BLOB_CORRUPT</c>, <c>INVALID_FIELD</c>.
    /// </exception>
    public async Task SendAsync(
        string resourceName, long offset, long limit, Func<ReadOnlyMemory<byte>, Task> send, CancellationToken cancellationToken)
    {
        var pace = new TransferPace(resourceName, options.Value, clock);
        await foreach (var piece in artifacts.ReadAsync(resourceName, offset, limit, cancellationToken))
        {
            await pace.GuardAsync(send(piece));
            pace.Moved(piece.Length);
        }
    }
}

using Maas.Digests;

namespace Maas.Client.Blobs;

/// <summary>A blob and the file on this machine that it is read from or written to.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Digest">SHA-256 of its content.</param>
/// <param name="SizeBytes">Size of its content.</param>
public sealed record BlobFile(string Path, Sha256Digest Digest, long SizeBytes)
{
    /// <summary>Reads a file once for its digest.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<BlobFile> OfAsync(string path, CancellationToken cancellationToken)
    {
        await using var content = OpenRead(path);
        return new BlobFile(path, await Sha256Digest.OfAsync(content, cancellationToken), content.Length);
    }

    // Whoever reads brings a large buffer of his own.
    internal static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
}

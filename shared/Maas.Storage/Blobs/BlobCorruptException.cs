using Maas.Digests;

namespace Maas.Storage.Blobs;

/// <summary>A stored blob no longer hashes to its name: the disk lied. It counts as missing until stored again.</summary>
public sealed class BlobCorruptException(Sha256Digest digest, Sha256Digest actual)
    : IOException($"The stored blob {digest} now hashes to {actual}.")
{
    /// <summary>The blob's name.</summary>
    public Sha256Digest Digest { get; } = digest;
}

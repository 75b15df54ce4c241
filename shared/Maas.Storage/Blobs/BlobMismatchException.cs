using Maas.Digests;

namespace Maas.Storage.Blobs;

/// <summary>Uploaded bytes are not those that were promised. Nothing was stored, what was staged is gone.</summary>
public sealed class BlobMismatchException(
    Sha256Digest expected, Sha256Digest? actual, long expectedSizeBytes, long actualSizeBytes)
    : IOException(
        $"Expected {expectedSizeBytes} bytes with SHA-256 {expected}, got {actualSizeBytes} bytes with SHA-256 " +
        $"{(actual is null ? "not computed" : actual)}.")
{
    /// <summary>Digest that was promised.</summary>
    public Sha256Digest Expected { get; } = expected;

    /// <summary>Digest of what came; null when more bytes came than promised.</summary>
    public Sha256Digest? Actual { get; } = actual;

    /// <summary>Size that was promised.</summary>
    public long ExpectedSizeBytes { get; } = expectedSizeBytes;

    /// <summary>Size of what came, up to the message that broke the promise.</summary>
    public long ActualSizeBytes { get; } = actualSizeBytes;
}

using System.Security.Cryptography;

namespace Maas.Storage.Caching;

/// <summary>
/// What stands under one key: 4 bytes <c>MAC\x01</c> (magic and version), SHA-256 of the payload, payload. At most 4 MiB
/// in all, which Redis and Garnet handle without fragmenting their memory.
/// </summary>
internal static class ArtifactChunk
{
    /// <summary>Bytes in front of the payload.</summary>
    public const int HeaderSize = 4 + SHA256.HashSizeInBytes;

    /// <summary>Payload of every chunk but the last.</summary>
    public const int PayloadSize = (4 << 20) - HeaderSize;

    private static ReadOnlySpan<byte> Magic => "MAC\x01"u8;

    /// <summary>Key of one chunk.</summary>
    public static string Key(Digests.Sha256Digest artifact, long chunk) => $"maas:artifact:{artifact.Hex}:{chunk}";

    /// <summary>Chunks of an artifact.</summary>
    public static long CountOf(long sizeBytes) => (sizeBytes + PayloadSize - 1) / PayloadSize;

    /// <summary>Payload size of one chunk.</summary>
    public static int PayloadSizeOf(long sizeBytes, long chunk) => (int)Math.Min(PayloadSize, sizeBytes - (chunk * PayloadSize));

    /// <summary>Fills the header in front of a payload that is already in place.</summary>
    public static void Seal(Span<byte> chunk)
    {
        Magic.CopyTo(chunk);
        SHA256.HashData(chunk[HeaderSize..], chunk[Magic.Length..HeaderSize]);
    }

    /// <summary>Checks a chunk.</summary>
    /// <param name="chunk">What was read.</param>
    /// <param name="payloadSize">Size its payload must have.</param>
    public static bool IsIntact(ReadOnlySpan<byte> chunk, int payloadSize)
    {
        if (chunk.Length != HeaderSize + payloadSize || !chunk.StartsWith(Magic))
        {
            return false;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(chunk[HeaderSize..], digest);
        return digest.SequenceEqual(chunk[Magic.Length..HeaderSize]);
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Maas.Digests;

/// <summary>A SHA-256 digest as 64 lower-case hex digits: the name of content.</summary>
[JsonConverter(typeof(Sha256DigestConverter))]
public readonly record struct Sha256Digest
{
    private const int HexLength = 64;
    private const int StreamBufferBytes = 256 * 1024;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string? _hex;

    private Sha256Digest(string hex) => _hex = hex;

    /// <summary>64 lower-case hex digits.</summary>
    public string Hex => _hex ?? throw new InvalidOperationException("The digest was never set.");

    /// <summary>Digest of bytes in memory.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> content) => FromBytes(SHA256.HashData(content));

    /// <summary>Digest of a stream from its position to its end.</summary>
    /// <remarks>The class library's own way reads 4 KiB at a time, which costs more than the hashing.</remarks>
    public static async ValueTask<Sha256Digest> OfAsync(Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(StreamBufferBytes);
        try
        {
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, count);
            }

            return FromBytes(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Wraps a computed digest.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static Sha256Digest FromBytes(ReadOnlySpan<byte> digest) => digest.Length == HexLength / 2
        ? new Sha256Digest(Convert.ToHexStringLower(digest))
        : throw new ArgumentException($"A SHA-256 digest has 32 bytes, got {digest.Length}.", nameof(digest));

    /// <summary>Reads 64 lower-case hex digits; anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? hex, out Sha256Digest digest)
    {
        var valid = hex is { Length: HexLength } && !hex.AsSpan().ContainsAnyExcept(HexDigits);
        digest = valid ? new Sha256Digest(hex!) : default;
        return valid;
    }

    /// <summary>Reads 64 lower-case hex digits.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Sha256Digest Parse(string hex) => TryParse(hex, out var digest)
        ? digest
        : throw new FormatException($"Expected 64 lower-case hex digits, got '{hex}'.");

    /// <summary>The hex digits; empty when never set.</summary>
    public override string ToString() => _hex ?? "";
}

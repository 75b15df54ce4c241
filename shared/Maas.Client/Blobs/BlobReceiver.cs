using System.Globalization;
using System.Security.Cryptography;
using Maas.Digests;
using Maas.Errors;

namespace Maas.Client.Blobs;

/// <summary>Writes the bytes of one blob as they come and knows their digest at the end. Not thread-safe.</summary>
internal sealed class BlobReceiver : IAsyncDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Sha256Digest _digest;
    private readonly long _sizeBytes;
    private readonly Stream _destination;
    private readonly WriteBehind? _disk;

    private BlobReceiver(Sha256Digest digest, long sizeBytes, Stream destination)
    {
        _digest = digest;
        _sizeBytes = sizeBytes;
        _destination = destination;
        _disk = destination is FileStream file ? new WriteBehind(file.SafeFileHandle) : null;
    }

    /// <summary>Bytes of the blob that the destination holds.</summary>
    public long Bytes { get; private set; }

    public static async Task<BlobReceiver> CreateAsync(
        Sha256Digest digest, long sizeBytes, Stream destination, long offset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var receiver = new BlobReceiver(digest, sizeBytes, destination);
        if (offset > 0)
        {
            await receiver.ReadPrefixAsync(offset, cancellationToken);
        }

        return receiver;
    }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (Bytes + content.Length > _sizeBytes)
        {
            throw Mismatch(actual: null, Bytes + content.Length);
        }

        // A file writes on another thread while this one hashes.
        var writing = _destination.WriteAsync(content, cancellationToken);
        _hash.AppendData(content.Span);
        await writing;
        Bytes += content.Length;
        _disk?.Wrote(content.Length);
    }

    /// <exception cref="MaasException"><c>BLOB_CORRUPT</c>.</exception>
    public void Verify()
    {
        var actual = Sha256Digest.FromBytes(_hash.GetHashAndReset());
        if (Bytes != _sizeBytes || actual != _digest)
        {
            throw Mismatch(actual, Bytes);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_disk is not null)
        {
            await _disk.WaitAsync();
        }
    }

    private async Task ReadPrefixAsync(long offset, CancellationToken cancellationToken)
    {
        if (!_destination.CanSeek || !_destination.CanRead || _destination.Position < offset)
        {
            throw new ArgumentException(
                $"To go on at {offset} the destination must be seekable, readable and hold the bytes before.",
                nameof(offset));
        }

        _destination.Position -= offset;
        var buffer = new byte[256 * 1024];
        while (Bytes < offset)
        {
            var count = (int)Math.Min(buffer.Length, offset - Bytes);
            await _destination.ReadExactlyAsync(buffer.AsMemory(0, count), cancellationToken);
            _hash.AppendData(buffer, 0, count);
            Bytes += count;
        }
    }

    /// <summary>The Registry's own reason for bytes that do not hash to their name, wherever that is found.</summary>
    private MaasException Mismatch(Sha256Digest? actual, long actualSizeBytes) =>
        new(MaasErrorCode.DataLoss, "BLOB_CORRUPT", "registry.maas",
            $"Blob {_digest}: expected {_sizeBytes} bytes, got {actualSizeBytes} with SHA-256 " +
            $"{(actual is null ? "not computed" : actual)}. Upload it again.")
        {
            Metadata = new Dictionary<string, string>
            {
                ["sha256"] = _digest.Hex,
                ["actualSha256"] = actual?.Hex ?? "",
                ["expectedSizeBytes"] = _sizeBytes.ToString(CultureInfo.InvariantCulture),
                ["actualSizeBytes"] = actualSizeBytes.ToString(CultureInfo.InvariantCulture),
            },
        };
}

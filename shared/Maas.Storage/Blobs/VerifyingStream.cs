using System.Security.Cryptography;
using Maas.Digests;

namespace Maas.Storage.Blobs;

/// <summary>Reads a blob forward and checks its digest when the end is reached. Not thread-safe.</summary>
internal sealed class VerifyingStream(FileStream file, Sha256Digest digest, Action corruptFound) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _verified;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException("A blob is verified while it is read from its start to its end.");
    }

    public override int Read(Span<byte> buffer)
    {
        var count = file.Read(buffer);
        Verify(buffer[..count], asked: buffer.Length);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await file.ReadAsync(buffer, cancellationToken);
        Verify(buffer.Span[..count], asked: buffer.Length);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("A blob is verified while it is read from its start to its end.");

    public override void SetLength(long value) => throw new NotSupportedException("A blob never changes.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A blob never changes.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Verify(ReadOnlySpan<byte> content, int asked)
    {
        _hash.AppendData(content);
        if (content.Length > 0 || asked == 0 || _verified)
        {
            return;
        }

        _verified = true;
        var actual = Sha256Digest.FromBytes(_hash.GetHashAndReset());
        if (actual != digest)
        {
            corruptFound();
            throw new BlobCorruptException(digest, actual);
        }
    }
}

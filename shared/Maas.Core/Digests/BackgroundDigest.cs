using System.Buffers;
using System.Security.Cryptography;

namespace Maas.Digests;

/// <summary>
/// Hashes bytes in blocks on another thread while the caller brings the next ones. Holds two blocks, however much comes.
/// Not thread-safe.
/// </summary>
public sealed class BackgroundDigest : IAsyncDisposable
{
    /// <summary>
    /// Enough that handing it over costs little beside hashing it (180 µs), few enough for both blocks to stay in the
    /// processor's second level cache.
    /// </summary>
    private const int BlockBytes = 256 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _filling = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private byte[] _spare = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private int _filled;
    private Task _hashing = Task.CompletedTask;
    private bool _disposed;

    /// <summary>Takes bytes; they are copied. Waits when they come faster than they are hashed.</summary>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> content)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!content.IsEmpty)
        {
            var count = Math.Min(content.Length, BlockBytes - _filled);
            content.Span[..count].CopyTo(_filling.AsSpan(_filled));
            _filled += count;
            content = content[count..];
            if (_filled == BlockBytes)
            {
                await HandOverAsync();
            }
        }
    }

    /// <summary>Digest of all bytes that were taken; the next begins anew.</summary>
    public async Task<Sha256Digest> GetAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await HandOverAsync();
        await _hashing;
        return Sha256Digest.FromBytes(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _hashing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ArrayPool<byte>.Shared.Return(_filling);
        ArrayPool<byte>.Shared.Return(_spare);
        _hash.Dispose();
    }

    private async ValueTask HandOverAsync()
    {
        await _hashing;
        var (block, count) = (_filling, _filled);
        (_filling, _spare, _filled) = (_spare, _filling, 0);
        _hashing = Task.Run(() => _hash.AppendData(block, 0, count));
    }
}

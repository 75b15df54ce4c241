using System.Buffers;
using Maas.Digests;
using Microsoft.Win32.SafeHandles;

namespace Maas.Storage.Blobs;

/// <summary>
/// One call's hold on an upload. What was appended survives the call and the process; the next hold goes on from
/// <see cref="CommittedBytes"/>. Not thread-safe: one caller at a time.
/// </summary>
public sealed class BlobUpload : IAsyncDisposable
{
    private const int HashBufferBytes = 1 << 20;

    private readonly BlobUploadKey _key;
    private readonly string _stagedPath;
    private readonly Action<string> _publish;
    private readonly SafeFileHandle _handle;
    private readonly Action _release;
    private readonly BackgroundDigest _digest = new();
    private readonly WriteBehind _disk;
    private bool _ended;

    private BlobUpload(BlobUploadKey key, string stagedPath, Action<string> publish, SafeFileHandle handle, Action release)
    {
        _key = key;
        _stagedPath = stagedPath;
        _publish = publish;
        _handle = handle;
        _release = release;
        _disk = new WriteBehind(handle);
    }

    /// <summary>Bytes that are staged so far.</summary>
    public long CommittedBytes { get; private set; }

    /// <summary>Adds bytes behind those that are staged.</summary>
    /// <exception cref="BlobMismatchException">More bytes than promised; the upload is gone.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (CommittedBytes + content.Length > _key.SizeBytes)
        {
            throw Discard(actual: null, CommittedBytes + content.Length);
        }

        // The system copies it to its cache, which takes less than handing it to another thread.
        cancellationToken.ThrowIfCancellationRequested();
        RandomAccess.Write(_handle, content.Span, CommittedBytes);
        CommittedBytes += content.Length;
        await _digest.AppendAsync(content);
        _disk.Wrote(content.Length);
    }

    /// <summary>Checks what was staged and makes it a blob. When this returns, the blob is on disk.</summary>
    /// <exception cref="BlobMismatchException">Not the promised bytes; the upload is gone.</exception>
    public async Task CompleteAsync()
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        var actual = await _digest.GetAsync();
        if (CommittedBytes != _key.SizeBytes || actual != _key.Digest)
        {
            throw Discard(actual, CommittedBytes);
        }

        await _disk.FinishAsync();
        _publish(_stagedPath);
        _ended = true;
    }

    /// <summary>Lets go of the upload; unfinished, its bytes are flushed for the next hold.</summary>
    /// <exception cref="IOException">They cannot be.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_handle.IsClosed)
        {
            return;
        }

        try
        {
            await (_ended ? _disk.WaitAsync() : _disk.FinishAsync());
        }
        finally
        {
            await _digest.DisposeAsync();
            _handle.Dispose();
            _release();
        }
    }

    internal static async Task<BlobUpload> ResumeAsync(
        BlobUploadKey key, string stagedPath, Action<string> publish, SafeFileHandle handle, Action release,
        CancellationToken cancellationToken)
    {
        var upload = new BlobUpload(key, stagedPath, publish, handle, release);
        var buffer = ArrayPool<byte>.Shared.Rent(HashBufferBytes);
        try
        {
            int count;
            while ((count = await RandomAccess.ReadAsync(handle, buffer, upload.CommittedBytes, cancellationToken)) > 0)
            {
                await upload._digest.AppendAsync(buffer.AsMemory(0, count));
                upload.CommittedBytes += count;
            }

            return upload;
        }
        catch
        {
            await upload._digest.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private BlobMismatchException Discard(Sha256Digest? actual, long actualSizeBytes)
    {
        _ended = true;
        File.Delete(_stagedPath);
        return new BlobMismatchException(_key.Digest, actual, _key.SizeBytes, actualSizeBytes);
    }
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using Maas.Digests;
using Microsoft.Win32.SafeHandles;

namespace Maas.Storage.Blobs;

/// <summary>
/// Bytes under the name of their SHA-256, in a folder. A blob is there whole or not at all, whenever the process or the
/// machine stops: bytes are staged in <c>uploads/</c>, flushed, renamed to <c>blobs/sha256/ab/{hex}</c>, and the
/// folder is flushed before anyone is told. What a collector takes away goes to <c>quarantine/sha256/ab/{hex}</c> first,
/// and comes back when it is wanted. Thread-safe; one per folder, in one process.
/// </summary>
public sealed partial class BlobStore
{
    private const int CopyBufferBytes = 128 * 1024;
    private const string PutPrefix = "put-";

    private readonly string _blobs;
    private readonly string _uploads;
    private readonly string _quarantine;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, bool> _openUploads = new();
    private readonly ConcurrentDictionary<Sha256Digest, DateTime> _corrupt = new();

    private BlobStore(string folder, TimeProvider clock)
    {
        _blobs = Path.Combine(folder, "blobs", "sha256");
        _uploads = Path.Combine(folder, "uploads");
        _quarantine = Path.Combine(folder, "quarantine", "sha256");
        _clock = clock;
    }

    /// <summary>Opens or creates the store, and deletes uploads that nobody has continued for a while.</summary>
    /// <param name="folder">Created when missing.</param>
    /// <param name="staleUploadAge">Uploads that were last written to longer ago are deleted.</param>
    /// <param name="clock">Tells how long ago that is, and when a blob was touched.</param>
    public static BlobStore Open(string folder, TimeSpan staleUploadAge, TimeProvider clock)
    {
        var store = new BlobStore(Path.GetFullPath(folder), clock);
        Directory.CreateDirectory(store._blobs);
        Directory.CreateDirectory(store._uploads);
        Directory.CreateDirectory(store._quarantine);
        store.SweepUploads(staleUploadAge);
        return store;
    }

    /// <summary>Size of a blob in bytes; null when it is not stored, or known to be corrupt.</summary>
    public long? FindSize(Sha256Digest digest)
    {
        var file = new FileInfo(GetPath(digest));
        return file.Exists && !IsCorrupt(digest, file) ? file.Length : null;
    }

    /// <summary>True when a blob of this digest and size is stored.</summary>
    public bool Contains(Sha256Digest digest, long sizeBytes) => FindSize(digest) == sizeBytes;

    /// <summary>
    /// Where a blob lies or would lie, for engines that open files themselves. Read-only to them, and not verified.
    /// </summary>
    public string GetPath(Sha256Digest digest) => Path.Combine(_blobs, digest.Hex[..2], digest.Hex);

    /// <summary>
    /// Reads a blob. A stream that is read from 0 to its end throws <see cref="BlobCorruptException"/> in place of
    /// the end when the bytes do not hash to the name; use none of them before.
    /// </summary>
    /// <param name="digest">The blob.</param>
    /// <param name="offset">First byte, 0 to the size. Above 0 nothing is verified.</param>
    /// <exception cref="FileNotFoundException">Not stored.</exception>
    public Stream OpenRead(Sha256Digest digest, long offset = 0)
    {
        var options = new FileStreamOptions
        {
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            Share = FileShare.Read | FileShare.Delete,

            // Whoever reads brings a buffer of his own.
            BufferSize = 0,
        };
        FileStream file;
        try
        {
            file = new FileStream(GetPath(digest), options);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException($"No blob {digest} is stored.", e);
        }

        if (offset == 0)
        {
            return new VerifyingStream(file, digest, () => SetCorrupt(digest, file.SafeFileHandle));
        }

        file.Position = offset;
        return file;
    }

    /// <summary>Stores a stream from its position to its end. When this returns, the blob is on disk.</summary>
    public async Task<Sha256Digest> PutAsync(Stream content, CancellationToken cancellationToken)
    {
        var name = $"{PutPrefix}{Guid.NewGuid():N}";
        var staged = Path.Combine(_uploads, name);
        _openUploads[name] = true;
        try
        {
            Sha256Digest digest;
            await using (var file = new FileStream(staged, FileMode.CreateNew, FileAccess.Write))
            {
                digest = await CopyAsync(content, file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            Publish(staged, digest);
            return digest;
        }
        finally
        {
            File.Delete(staged);
            _openUploads.TryRemove(name, out _);
        }
    }

    /// <summary>Stores bytes from memory.</summary>
    public Task<Sha256Digest> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        PutAsync(new MemoryStream(content.ToArray(), writable: false), cancellationToken);

    // Write times are too coarse to tell the new file from the corrupt one: the kernel's clock ticks every 4 ms.
    private void Publish(string staged, Sha256Digest digest)
    {
        File.SetLastWriteTimeUtc(staged, _clock.GetUtcNow().UtcDateTime);
        lock (GateOf(digest))
        {
            DurableFolder.Rename(staged, GetPath(digest));
            _corrupt.TryRemove(digest, out _);
            DropQuarantined(digest);
        }
    }

    private bool IsCorrupt(Sha256Digest digest, FileInfo file) =>
        _corrupt.TryGetValue(digest, out var writeTime) && file.LastWriteTimeUtc == writeTime;

    private void SetCorrupt(Sha256Digest digest, SafeFileHandle file)
    {
        lock (GateOf(digest))
        {
            _corrupt[digest] = File.GetLastWriteTimeUtc(file);
        }
    }

    private static async Task<Sha256Digest> CopyAsync(Stream source, Stream destination, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[CopyBufferBytes];
        int count;
        while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return Sha256Digest.FromBytes(hash.GetHashAndReset());
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;
using Maas.Digests;
using Maas.Errors;
using Maas.Storage.Blobs;

namespace Maas.Registry.Artifacts;

/// <summary>The bytes of all versions. Thread-safe.</summary>
internal sealed class ArtifactStore(BlobStore blobs)
{
    private const int MaxNames = 1000;

    // Above 85,000 bytes a client's arrays come from its large object heap, which was measured to halve the speed.
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Null when the blob is not stored.</summary>
    public long? FindSize(Sha256Digest digest) => blobs.FindSize(digest);

    /// <summary>Whether a blob of this size is stored, or can be brought back; it then stays for a grace.</summary>
    public bool TryKeep(Sha256Digest digest, long sizeBytes) => blobs.TryKeep(digest, sizeBytes);

    /// <inheritdoc cref="BlobStore.ScrubAsync"/>
    public Task<ScrubReport> ScrubAsync(CancellationToken cancellationToken) => blobs.ScrubAsync(progress: null, cancellationToken);

    /// <inheritdoc cref="BlobStore.GetPath"/>
    public string GetPath(Sha256Digest digest) => blobs.GetPath(digest);

    /// <inheritdoc cref="BlobStore.OpenRead"/>
    public Stream OpenRead(Sha256Digest digest) => blobs.OpenRead(digest);

    /// <summary>Those that are not stored, in the order given. The others stay for a grace.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public IReadOnlyList<(string Sha256, long SizeBytes)> FindMissing(IReadOnlyList<(string Sha256, long SizeBytes)> names)
    {
        var checks = new FieldChecks();
        checks.RequireCount(names.Count, 1, MaxNames, "blobs");
        for (var i = 0; i < names.Count; i++)
        {
            checks.RequireDigest(names[i].Sha256, $"blobs[{i}].sha256");
            checks.Require(names[i].SizeBytes >= 0, $"blobs[{i}].size_bytes", $"Expected 0 or more, got {names[i].SizeBytes}.");
        }

        checks.ThrowIfAny();
        return [.. names.Where(name => !TryKeep(Sha256Digest.Parse(name.Sha256), name.SizeBytes))];
    }

    /// <summary>
    /// Yields a blob in pieces, each good until the next is asked for. Read from 0 to the end, the last piece is
    /// followed by an error when the stored bytes do not verify.
    /// </summary>
    /// <param name="resourceName"><c>blobs/{sha256}/{size}</c>.</param>
    /// <param name="offset">First byte, 0 to the size.</param>
    /// <param name="limit">Most bytes; 0 for no limit.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>READ_OUT_OF_RANGE</c>, <c>BLOB_CORRUPT</c>, <c>INVALID_FIELD</c>.
    /// </exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        string resourceName, long offset, long limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = BlobNames.ParseBlob(resourceName);
        if (limit < 0)
        {
            throw CommonErrors.InvalidField("read_limit", $"Expected 0 or more, got {limit}.");
        }

        await using var content = Open(name, offset);
        var left = limit == 0 ? long.MaxValue : limit;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int count;
            while (left > 0 && (count = await ReadAsync(content, buffer, left, cancellationToken)) > 0)
            {
                left -= count;
                yield return buffer.AsMemory(0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Stream Open(BlobName name, long offset)
    {
        if (!blobs.Contains(name.Digest, name.SizeBytes))
        {
            throw RegistryErrors.ResourceNotFound(name.ToString());
        }

        if (offset < 0 || offset > name.SizeBytes)
        {
            throw RegistryErrors.ReadOutOfRange(name.Digest, name.SizeBytes, offset);
        }

        try
        {
            return blobs.OpenRead(name.Digest, offset);
        }
        catch (FileNotFoundException)
        {
            throw RegistryErrors.ResourceNotFound(name.ToString());
        }
    }

    private static async ValueTask<int> ReadAsync(
        Stream content, byte[] buffer, long left, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(ChunkBytes, left)), cancellationToken);
        }
        catch (BlobCorruptException e)
        {
            throw RegistryErrors.BlobCorrupt(e);
        }
    }
}

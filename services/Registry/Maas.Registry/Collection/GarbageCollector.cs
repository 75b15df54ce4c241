using Maas.Digests;
using Maas.Storage.Blobs;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Collection;

/// <summary>
/// Takes away what nobody needs, while the registry is used. A blob that no version names is first set aside, in a write:
/// whoever makes a version that names it takes his turn before or after, and finds out. What was set aside is deleted
/// later, if still nobody names it. Thread-safe: collections take turns.
/// </summary>
internal sealed class GarbageCollector(
    RegistryLedger ledger, Purge purge, BlobStore blobs, IOptions<CollectionOptions> options,
    IOptions<RegistryOptions> registry, TimeProvider clock) : IDisposable
{
    private const int BatchSize = 256;

    // Each costs flushes of file and folder while writers wait.
    private const int MovesPerWrite = 16;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Collects once.</summary>
    /// <param name="isDryRun">Does nothing and says what would be done.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops between two steps; what was done is done.</param>
    public async Task<CollectionReport> CollectAsync(bool isDryRun, Mutation mutation, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var purged = isDryRun ? await purge.RehearseAsync(cancellationToken) : await purge.RunAsync(mutation, cancellationToken);
            return purged
                + await SetAsideAsync(isDryRun, mutation, cancellationToken)
                + await DeleteSetAsideAsync(isDryRun, mutation, cancellationToken)
                + SweepUploads(isDryRun);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<CollectionReport> SetAsideAsync(bool isDryRun, Mutation mutation, CancellationToken cancellationToken)
    {
        var untouchedSince = clock.GetUtcNow() - options.Value.Grace;
        var total = new CollectionReport();
        foreach (var batch in blobs.List().Where(blob => blob.LastTouchTime < untouchedSince).Chunk(BatchSize))
        {
            var unnamed = await FindUnnamedAsync(batch, cancellationToken);
            foreach (var few in unnamed.Chunk(MovesPerWrite))
            {
                total += await DecideAsync(isDryRun, mutation, few, (blob, isNamed) =>
                    !isNamed && (isDryRun || blobs.TryQuarantine(blob.Digest, untouchedSince))
                        ? new CollectionReport { QuarantinedBlobs = 1, QuarantinedBytes = blob.SizeBytes }
                        : new CollectionReport(), cancellationToken);
            }
        }

        return total;
    }

    private async Task<CollectionReport> DeleteSetAsideAsync(bool isDryRun, Mutation mutation, CancellationToken cancellationToken)
    {
        var setAsideBefore = clock.GetUtcNow() - options.Value.QuarantinePeriod;
        var total = new CollectionReport();
        foreach (var batch in blobs.ListQuarantined().Chunk(MovesPerWrite))
        {
            total += await DecideAsync(isDryRun, mutation, batch, (blob, isNamed) => isNamed
                ? new CollectionReport { RestoredBlobs = isDryRun || blobs.TryRestore(blob.Digest) ? 1 : 0 }
                : blob.LastTouchTime < setAsideBefore && (isDryRun || blobs.DeleteQuarantined(blob.Digest, setAsideBefore))
                    ? new CollectionReport { DeletedBlobs = 1, DeletedBytes = blob.SizeBytes }
                    : new CollectionReport(), cancellationToken);
        }

        return total;
    }

    /// <summary>A first look, without the turn of a writer: most blobs are needed.</summary>
    private Task<List<StoredBlob>> FindUnnamedAsync(StoredBlob[] batch, CancellationToken cancellationToken) => ledger.ReadAsync(
        async session =>
        {
            var named = await FindNamedAsync(session, batch);
            return batch.Where(blob => !named.Contains(blob.Digest)).ToList();
        },
        cancellationToken);

    private static async Task<HashSet<Sha256Digest>> FindNamedAsync(DatabaseSession session, StoredBlob[] batch)
    {
        var named = await session.QueryAsync<string>(
            "SELECT DISTINCT sha256 FROM blob_references WHERE sha256 IN @digests",
            new { digests = batch.Select(blob => blob.Digest.Hex).ToList() });
        return [.. named.Select(Sha256Digest.Parse)];
    }

    /// <summary>Asks which of the blobs a version names, and decides on each before any other writer's turn.</summary>
    private Task<CollectionReport> DecideAsync(
        bool isDryRun, Mutation mutation, StoredBlob[] batch, Func<StoredBlob, bool, CollectionReport> decide,
        CancellationToken cancellationToken)
    {
        return isDryRun
            ? ledger.ReadAsync(DecideAsync, cancellationToken)
            : ledger.WriteAsync(mutation, DecideAsync, cancellationToken);

        async Task<CollectionReport> DecideAsync(DatabaseSession session)
        {
            var needed = await FindNamedAsync(session, batch);
            return batch.Aggregate(new CollectionReport(), (total, blob) => total + decide(blob, needed.Contains(blob.Digest)));
        }
    }

    private CollectionReport SweepUploads(bool isDryRun)
    {
        var age = registry.Value.StaleUploadAge;
        return new CollectionReport
        {
            DeletedUploads = isDryRun ? blobs.ListStaleUploads(age).Count() : blobs.SweepUploads(age).Count,
        };
    }
}

using Maas.Digests;
using Maas.Storage.Blobs;

namespace Maas.Training.Storage;

/// <summary>Tables (Parquet) by digest. Thread-safe; lives as long as the service.</summary>
internal sealed class TableStore(TrainingFolder folder, TimeProvider clock)
{
    private readonly BlobStore _blobs = BlobStore.Open(folder.BlobsPath, TimeSpan.FromDays(1), clock);

    /// <summary>Stores a file; when this returns, the table is on disk.</summary>
    public async Task<Sha256Digest> AddAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await _blobs.PutAsync(file, cancellationToken);
    }

    /// <summary>Where a table lies, for engines that open files themselves. Read-only.</summary>
    public string GetPath(Sha256Digest table) => _blobs.GetPath(table);
}

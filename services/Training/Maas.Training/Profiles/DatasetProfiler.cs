using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Storage;
using Microsoft.Extensions.Options;

namespace Maas.Training.Profiles;

/// <summary>
/// Gives the profile of a dataset version. It is computed once and kept, as the version never changes. Thread-safe; one
/// profile is computed at a time.
/// </summary>
internal sealed class DatasetProfiler(
    DatasetStore store, TableStore tables, TrainingFolder folder, IOptions<TrainingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _engine = new(1, 1);

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<DatasetProfile> GetAsync(string datasetId, long number, CancellationToken cancellationToken)
    {
        var version = await store.GetVersionAsync(datasetId, number, cancellationToken);
        await _engine.WaitAsync(cancellationToken);
        try
        {
            var known = await store.FindProfileAsync(version, cancellationToken);
            if (known is not null)
            {
                return known;
            }

            var profile = await Task.Run(() => Compute(version, cancellationToken), cancellationToken);
            await store.SetProfileAsync(version, profile, cancellationToken);
            return profile;
        }
        finally
        {
            _engine.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private DatasetProfile Compute(DatasetVersion version, CancellationToken cancellationToken)
    {
        using var scratch = folder.NewScratch();
        using var connection = DuckDb.Open(scratch.FullPath, options.Value.DataMemoryLimitBytes);
        return new TableProfiler(connection, tables.GetPath(version.Table), version.Columns).Run(cancellationToken);
    }
}

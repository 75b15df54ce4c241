using DuckDB.NET.Data;
using Maas.Errors;
using Maas.Training.Storage;
using Microsoft.Extensions.Options;

namespace Maas.Training.Datasets.Schemas;

/// <summary>Schemas of datasets, and what their versions are worth by them. Thread-safe; one table is read at a time.</summary>
internal sealed class SchemaService(
    DatasetStore datasets, SchemaStore schemas, TableStore tables, TrainingFolder folder, IOptions<TrainingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _engine = new(1, 1);

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<DatasetSchema> GetAsync(string datasetId, CancellationToken cancellationToken)
    {
        await datasets.GetAsync(datasetId, cancellationToken);
        return await schemas.FindAsync(datasetId, cancellationToken)
            ?? throw TrainingErrors.ResourceNotFound(DatasetSchema.NameOf(datasetId));
    }

    /// <summary>Replaces the schema of a dataset, or makes it.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="schema">As a caller sent it.</param>
    /// <param name="etag">That of the schema which is replaced; empty replaces any.</param>
    /// <param name="cancellationToken">Before the commit, nothing is changed.</param>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>INVALID_FIELD</c>.</exception>
    public async Task<DatasetSchema> SetAsync(
        string datasetId, DatasetSchema schema, string etag, CancellationToken cancellationToken)
    {
        SchemaRules.Check(schema, "dataset_schema");
        await datasets.GetAsync(datasetId, cancellationToken);
        return await schemas.SetAsync(datasetId, schema, etag, cancellationToken);
    }

    /// <summary>Makes a schema of a version; it is not stored.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<DatasetSchema> InferAsync(string datasetId, long number, CancellationToken cancellationToken)
    {
        var version = await datasets.GetVersionAsync(datasetId, number, cancellationToken);
        return await ReadAsync(
            version, (connection, from) => SchemaInference.Infer(connection, from, version, cancellationToken), cancellationToken);
    }

    /// <summary>Compares a version with a schema.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="number">The version.</param>
    /// <param name="schema">As a caller sent it; null takes that of the dataset.</param>
    /// <param name="cancellationToken">Looked at between columns.</param>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: no such version, or no schema; <c>INVALID_FIELD</c>.</exception>
    public async Task<IReadOnlyList<SchemaAnomaly>> ValidateAsync(
        string datasetId, long number, DatasetSchema? schema, CancellationToken cancellationToken)
    {
        if (schema is not null)
        {
            SchemaRules.Check(schema, "dataset_schema");
        }

        var version = await datasets.GetVersionAsync(datasetId, number, cancellationToken);
        var expected = schema ?? await GetAsync(datasetId, cancellationToken);
        return await ReadAsync(
            version, (connection, from) => new SchemaComparison(connection, from, version).Run(expected, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private async Task<T> ReadAsync<T>(
        DatasetVersion version, Func<DuckDBConnection, string, T> read, CancellationToken cancellationToken)
    {
        await _engine.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(
                () =>
                {
                    using var scratch = folder.NewScratch();
                    using var connection = DuckDb.Open(scratch.FullPath, options.Value.DataMemoryLimitBytes);
                    return read(connection, $"FROM read_parquet({DuckDb.Literal(tables.GetPath(version.Table))})");
                },
                cancellationToken);
        }
        finally
        {
            _engine.Release();
        }
    }
}

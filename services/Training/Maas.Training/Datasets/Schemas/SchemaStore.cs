using Maas.Errors;
using Maas.Storage.Database;

namespace Maas.Training.Datasets.Schemas;

/// <summary>The schema of each dataset that has one. Thread-safe.</summary>
internal sealed class SchemaStore(RelationalDatabase database)
{
    /// <summary>The schema of a dataset; null when it has none.</summary>
    public async Task<DatasetSchema?> FindAsync(string datasetId, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => FindAsync(session, datasetId), cancellationToken);

    /// <summary>Sets the schema of a dataset. The same schema again changes nothing.</summary>
    /// <param name="datasetId">It is there.</param>
    /// <param name="schema">Its revision is ignored.</param>
    /// <param name="etag">That of the schema which is replaced; empty replaces any.</param>
    /// <param name="cancellationToken">Before the commit, nothing is changed.</param>
    /// <exception cref="MaasException"><c>ETAG_MISMATCH</c>.</exception>
    public async Task<DatasetSchema> SetAsync(
        string datasetId, DatasetSchema schema, string etag, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session =>
            {
                var current = await FindAsync(session, datasetId);
                var isSame = current is not null
                    && DatabaseJson.Write(schema with { Revision = current.Revision }) == DatabaseJson.Write(current);
                if (isSame)
                {
                    return current!;
                }

                if (etag.Length > 0 && etag != (current?.Etag ?? ""))
                {
                    throw TrainingErrors.EtagMismatch(DatasetSchema.NameOf(datasetId), current?.Etag ?? "");
                }

                var stored = schema with { Revision = (current?.Revision ?? 0) + 1 };
                await session.ExecuteAsync(
                    """
                    INSERT INTO dataset_schema (dataset_id, schema_json) VALUES (@datasetId, @json)
                    ON CONFLICT (dataset_id) DO UPDATE SET schema_json = @json
                    """,
                    new { datasetId, json = DatabaseJson.Write(stored) });
                return stored;
            },
            cancellationToken);

    private static async Task<DatasetSchema?> FindAsync(DatabaseSession session, string datasetId)
    {
        var json = await session.FindAsync<string>(
            "SELECT schema_json FROM dataset_schema WHERE dataset_id = @datasetId", new { datasetId });
        return json is null ? null : DatabaseJson.Read<DatasetSchema>(json);
    }
}

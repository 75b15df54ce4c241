using Maas.Registry.Aliases;
using Maas.Registry.Audit;
using Maas.Registry.Models;
using Maas.Registry.Versions;
using Maas.Storage.Database;

namespace Maas.Registry.Collection;

/// <summary>
/// Deletes for good what was deleted long enough ago; its blobs are then named by one version less. Few at a time, so
/// that no writer waits long. Thread-safe.
/// </summary>
internal sealed class Purge(RegistryLedger ledger, AuditLog audit, TimeProvider clock)
{
    private const int BatchSize = 50;

    // A version goes when it or its model has expired.
    private const string Expired =
        """
        (v.expire_micros > 0 AND v.expire_micros <= @now)
        OR (v.is_model_deleted = 1 AND v.model_id IN (SELECT model_id FROM models WHERE expire_micros > 0 AND expire_micros <= @now))
        """;

    /// <summary>How much would go.</summary>
    public Task<CollectionReport> RehearseAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UnixMicroseconds;
        return ledger.ReadAsync(
            async session => new CollectionReport
            {
                PurgedVersions = await session.GetAsync<long>($"SELECT COUNT(*) FROM model_versions v WHERE {Expired}", new { now }),
                PurgedModels = await session.GetAsync<long>(
                    "SELECT COUNT(*) FROM models WHERE expire_micros > 0 AND expire_micros <= @now", new { now }),
            },
            cancellationToken);
    }

    public async Task<CollectionReport> RunAsync(Mutation mutation, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UnixMicroseconds;
        var total = new CollectionReport();
        long batch;
        do
        {
            batch = await ledger.WriteAsync(mutation, session => PurgeVersionsAsync(session, now, mutation), cancellationToken);
            total += new CollectionReport { PurgedVersions = batch };
        }
        while (batch > 0);
        do
        {
            batch = await ledger.WriteAsync(mutation, session => PurgeModelsAsync(session, now, mutation), cancellationToken);
            total += new CollectionReport { PurgedModels = batch };
        }
        while (batch > 0);
        return total;
    }

    private async Task<long> PurgeVersionsAsync(DatabaseSession session, long now, Mutation mutation)
    {
        var rows = await session.QueryAsync<VersionRow>(
            $"""
            SELECT v.model_id AS Model, v.version_number AS Number, v.create_revision AS CreateRevision
            FROM model_versions v WHERE {Expired} ORDER BY v.create_revision LIMIT @limit
            """,
            new { now, limit = BatchSize });
        foreach (var row in rows)
        {
            var version = await session.GetVersionAsync(row.Model, row.Number);
            await AliasBook.CloseAsync(session, row.Model, row.Number, clock, mutation);
            await session.PurgeVersionAsync(row.CreateRevision);
            await audit.AppendAsync(session, mutation, version.Name, (version.Etag, ""), state: "");
        }

        return rows.Count;
    }

    private async Task<long> PurgeModelsAsync(DatabaseSession session, long now, Mutation mutation)
    {
        var ids = await session.QueryAsync<string>(
            "SELECT model_id FROM models WHERE expire_micros > 0 AND expire_micros <= @now ORDER BY model_id LIMIT @limit",
            new { now, limit = BatchSize });
        foreach (var id in ids)
        {
            var model = await session.GetModelAsync(id);
            await session.PurgeModelAsync(id);
            await audit.AppendAsync(session, mutation, model.Name, (model.Etag, ""), state: "");
        }

        return ids.Count;
    }

    private sealed record VersionRow(string Model, long Number, long CreateRevision);
}

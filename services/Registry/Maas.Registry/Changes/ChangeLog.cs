using System.Runtime.CompilerServices;
using Maas.Registry.Audit;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Changes;

/// <summary>
/// Every change in the order of its commit, numbered by revision from 1 without gaps: what a watch sends, and what
/// etags are made of. Thread-safe.
/// </summary>
internal sealed class ChangeLog(
    RelationalDatabase database, AuditLog audit, ChangeSignal signal, IOptions<RegistryOptions> options, TimeProvider clock)
{
    private const int BatchSize = 256;

    /// <summary>Revision that the next change in this write will have.</summary>
    public static async Task<long> NextRevisionAsync(DatabaseSession session) => await CurrentRevisionAsync(session) + 1;

    /// <summary>Revision of the last change that this session sees; 0 before the first.</summary>
    public static Task<long> CurrentRevisionAsync(DatabaseSession session) =>
        session.GetAsync<long>("SELECT COALESCE(MAX(revision), 0) FROM changes");

    /// <summary>Adds a change to the write that makes it, here and in the audit log.</summary>
    /// <param name="session">The write.</param>
    /// <param name="change">What happened.</param>
    /// <param name="mutation">Who did it.</param>
    /// <param name="beforeEtag">Empty when the resource was made by it.</param>
    public async Task AppendAsync(DatabaseSession session, Change change, Mutation mutation, string beforeEtag)
    {
        await AppendConsequenceAsync(session, change, mutation);
        await audit.AppendAsync(session, mutation, change.Resource, (beforeEtag, change.Etag), change.StateJson);
    }

    /// <summary>Adds a change that another one brought about, and lets go of the oldest.</summary>
    public async Task AppendConsequenceAsync(DatabaseSession session, Change change, Mutation mutation)
    {
        var revision = await NextRevisionAsync(session);
        await session.ExecuteAsync(
            "INSERT INTO changes (revision, resource, actor, change_json) VALUES (@revision, @Resource, @Actor, @json)",
            new { revision, change.Resource, mutation.Actor, json = DatabaseJson.Write(change) });
        await session.ExecuteAsync(
            "DELETE FROM changes WHERE revision <= @last", new { last = revision - options.Value.MaxKeptChanges });
    }

    /// <summary>
    /// Yields every change after a revision, in order, each once; a progress mark when all were sent, and again
    /// whenever nothing happened for a while. Never ends by itself.
    /// </summary>
    /// <param name="startRevision">0 means from the first one kept, -1 from now on.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="Errors.MaasException"><c>REVISION_OUT_OF_RANGE</c>.</exception>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        long startRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var revision = await database.ReadAsync(session => FindStartAsync(session, startRevision), cancellationToken);
        var markIsDue = true;
        while (true)
        {
            var next = signal.Next;
            var batch = await ReadAsync(revision, cancellationToken);
            foreach (var found in batch)
            {
                revision = found.Revision;
                yield return found;
            }

            if (batch.Count > 0)
            {
                continue;
            }

            if (markIsDue)
            {
                yield return new WatchEvent(revision, Change: null);
            }

            markIsDue = !await WaitAsync(next, cancellationToken);
        }
    }

    private static async Task<long> FindStartAsync(DatabaseSession session, long startRevision)
    {
        var current = await CurrentRevisionAsync(session);
        var oldest = await session.GetAsync<long>("SELECT COALESCE(MIN(revision), 1) FROM changes");
        return startRevision switch
        {
            -1 => current,
            0 => oldest - 1,
            _ when startRevision < oldest - 1 || startRevision > current =>
                throw RegistryErrors.RevisionOutOfRange(startRevision, oldest, current),
            _ => startRevision,
        };
    }

    private async Task<List<WatchEvent>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<Row>(
                """
                SELECT revision AS Revision, change_json AS Json FROM changes
                WHERE revision > @after ORDER BY revision LIMIT @limit
                """,
                new { after, limit = BatchSize }),
            cancellationToken);
        if (rows.Count > 0 && rows[0].Revision != after + 1)
        {
            // The reader is so slow that changes it has not seen were let go of.
            throw RegistryErrors.RevisionOutOfRange(after, rows[0].Revision, rows[^1].Revision);
        }

        return [.. rows.Select(row => new WatchEvent(row.Revision, DatabaseJson.Read<Change>(row.Json)))];
    }

    /// <summary>False when nothing happened for the progress interval.</summary>
    private async Task<bool> WaitAsync(Task next, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(options.Value.ProgressInterval, clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private sealed record Row(long Revision, string Json);
}

using System.Globalization;
using System.Text;
using Maas.Digests;
using Maas.Filtering;
using Maas.Paging;
using Maas.Registry.Search;
using Maas.Storage.Database;

namespace Maas.Registry.Audit;

/// <summary>The audit log in the database. Every method runs in the session of its caller.</summary>
internal static class AuditTable
{
    private const string Columns = "sequence_number AS SequenceNumber, event_json AS Json, sha256 AS Sha256";

    public static SearchSchema Schema { get; } = new(
        new Dictionary<string, SearchField>
        {
            ["sequence_number"] = new SearchField.OfRow(SearchKind.Integer, "sequence_number"),
            ["create_time"] = new SearchField.OfRow(SearchKind.Time, "create_micros"),
            ["resource"] = new SearchField.OfRow(SearchKind.Text, "resource"),
            ["actor"] = new SearchField.OfRow(SearchKind.Text, "actor"),
            ["method"] = new SearchField.OfRow(SearchKind.Text, "method"),
            ["request_id"] = new SearchField.OfRow(SearchKind.Text, "request_id"),
        },
        new Dictionary<string, SearchMap>());

    /// <summary>The digest that an event's JSON must have.</summary>
    public static string DigestOf(string json) => Sha256Digest.Of(Encoding.UTF8.GetBytes(json)).Hex;

    extension(DatabaseSession session)
    {
        /// <summary>The last event; null before the first.</summary>
        public Task<AuditRow?> FindAuditHeadAsync() => session.FindAsync<AuditRow>(
            $"SELECT {Columns} FROM audit_events ORDER BY sequence_number DESC LIMIT 1");

        /// <summary>Events behind a number, in order.</summary>
        public Task<IReadOnlyList<AuditRow>> ListAuditRowsAsync(long after, int limit) => session.QueryAsync<AuditRow>(
            $"SELECT {Columns} FROM audit_events WHERE sequence_number > @after ORDER BY sequence_number LIMIT @limit",
            new { after, limit });

        /// <summary>Newest first.</summary>
        public async Task<Page<AuditEvent>> ListAuditEventsAsync(Filter? filter, PageRequest page)
        {
            var query = new SearchQuery();
            var condition = new FilterCompiler(Schema, query).Compile(filter);
            var below = page.AfterNumber ?? long.MaxValue;
            var rows = await session.QueryAsync<AuditRow>(
                $"""
                SELECT {Columns} FROM audit_events WHERE sequence_number < {query.Add(below)} AND {condition}
                ORDER BY sequence_number DESC LIMIT {query.Add(page.Size + 1)}
                """,
                query.Arguments);
            return page.Next(
                [.. rows.Select(row => row.ToEvent())],
                entry => entry.SequenceNumber.ToString(CultureInfo.InvariantCulture));
        }

        public Task InsertAuditEventAsync(AuditEvent entry)
        {
            var json = DatabaseJson.Write(entry);
            return session.ExecuteAsync(
                """
                INSERT INTO audit_events (sequence_number, create_micros, actor, method, resource, request_id, event_json, sha256)
                VALUES (@SequenceNumber, @micros, @Actor, @Method, @Resource, @RequestId, @json, @sha256)
                """,
                new
                {
                    entry.SequenceNumber,
                    micros = entry.CreateTime.UnixMicroseconds,
                    entry.Actor,
                    entry.Method,
                    entry.Resource,
                    entry.RequestId,
                    json,
                    sha256 = DigestOf(json),
                });
        }
    }
}

/// <summary>An event as it is kept.</summary>
internal sealed record AuditRow(long SequenceNumber, string Json, string Sha256)
{
    public AuditEvent ToEvent() => DatabaseJson.Read<AuditEvent>(Json) with { Sha256 = Sha256 };
}

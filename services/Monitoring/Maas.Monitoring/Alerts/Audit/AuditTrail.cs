using System.Globalization;
using Maas.Errors;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Audit;

/// <summary>One thing that was changed or done.</summary>
/// <param name="SequenceNumber">Counts from 1.</param>
/// <param name="CreateTime">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Method">What was called or carried out.</param>
/// <param name="Resource">What was changed.</param>
/// <param name="Message">A sentence for a person.</param>
internal sealed record AuditEvent(
    long SequenceNumber, DateTimeOffset CreateTime, string Actor, string Method, string Resource, string Message);

/// <summary>What was changed and done, and by whom, written in the transaction of the change itself. Thread-safe.</summary>
internal sealed class AuditTrail(MonitoringDatabase database, TimeProvider clock)
{
    /// <summary>Newest first.</summary>
    /// <exception cref="MaasException"><c>PAGE_TOKEN_INVALID</c>.</exception>
    public Task<Page<AuditEvent>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var below = page.AfterNumber ?? long.MaxValue;
        return database.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(
                    """
                    SELECT sequence_number AS SequenceNumber, create_micros AS CreateMicros, actor AS Actor, method AS Method,
                        resource AS Resource, message AS Message
                    FROM monitoring_audit_events WHERE sequence_number < @below
                    ORDER BY sequence_number DESC LIMIT @limit
                    """,
                    new { below, limit = page.Size + 1 });
                return page.Next(
                    [.. rows.Select(row => row.ToEvent())],
                    entry => entry.SequenceNumber.ToString(CultureInfo.InvariantCulture));
            },
            cancellationToken);
    }

    /// <summary>Adds an event to the write that makes the change.</summary>
    /// <param name="session">That write.</param>
    /// <param name="mutation">Who, and by which call.</param>
    /// <param name="resource">Name of what was changed.</param>
    /// <param name="message">A sentence for a person; never a secret.</param>
    public async Task AppendAsync(DatabaseSession session, Mutation mutation, string resource, string message) =>
        await session.ExecuteAsync(
            """
            INSERT INTO monitoring_audit_events (sequence_number, create_micros, actor, method, resource, message)
            VALUES (@number, @now, @Actor, @Method, @resource, @message)
            """,
            new
            {
                number = await AlertCounters.NextAsync(session, AlertCounters.Audit),
                now = clock.GetUtcNow().UnixMicroseconds,
                mutation.Actor,
                mutation.Method,
                resource,
                message,
            });

    private sealed record Row(
        long SequenceNumber, long CreateMicros, string Actor, string Method, string Resource, string Message)
    {
        public AuditEvent ToEvent() => new(
            SequenceNumber, DateTimeOffset.FromUnixMicroseconds(CreateMicros), Actor, Method, Resource, Message);
    }
}

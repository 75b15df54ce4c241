using System.Text;
using Maas.Digests;
using Maas.Errors;
using Maas.Filtering;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Registry.Audit;

/// <summary>Whether every event is there and unchanged.</summary>
/// <param name="BrokenSequenceNumber">First event that is not; 0 when all are.</param>
/// <param name="Problem">What is wrong with it; empty when nothing is.</param>
/// <param name="Head">The last event; null when there is none.</param>
internal sealed record AuditVerdict(long BrokenSequenceNumber, string Problem, AuditEvent? Head);

/// <summary>
/// Every change and who made it, in a chain of digests, written in the transaction of the change itself. Thread-safe.
/// </summary>
internal sealed class AuditLog(RelationalDatabase database, TimeProvider clock)
{
    private const int BatchSize = 1000;

    private static readonly string NoDigest = new('0', 64);

    /// <summary>Newest first.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public Task<Page<AuditEvent>> ListAsync(
        string filter, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var parsed = Filter.Parse(filter);
        var page = PageRequest.Parse(pageSize, pageToken, $"auditEvents\n{filter}");
        return database.ReadAsync(session => session.ListAuditEventsAsync(parsed, page), cancellationToken);
    }

    /// <summary>Computes the chain anew.</summary>
    /// <param name="expected">An event of an earlier verdict that must still be there; 0 for none.</param>
    /// <param name="expectedSha256">Its digest.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: half an expectation, or a malformed one.</exception>
    public Task<AuditVerdict> VerifyAsync(long expected, string expectedSha256, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        checks.Require(
            expected >= 0 && (expected > 0) == (expectedSha256.Length > 0), "expected_sequence_number",
            $"Expected a number from 1 and the digest of that event, or neither, got {expected} and '{expectedSha256}'.");
        if (expectedSha256.Length > 0)
        {
            checks.RequireDigest(expectedSha256, "expected_sha256");
        }

        checks.ThrowIfAny();
        return database.ReadAsync(async session =>
        {
            AuditEvent? head = null;
            while (await session.ListAuditRowsAsync(head?.SequenceNumber ?? 0, BatchSize) is { Count: > 0 } rows)
            {
                foreach (var row in rows)
                {
                    var next = (head?.SequenceNumber ?? 0) + 1;
                    if (FindProblem(row, next, head?.Sha256 ?? NoDigest, expected, expectedSha256) is { } problem)
                    {
                        return new AuditVerdict(next, problem, head);
                    }

                    head = row.ToEvent();
                }
            }

            return expected > (head?.SequenceNumber ?? 0)
                ? new AuditVerdict((head?.SequenceNumber ?? 0) + 1, $"The log ends here; event {expected} was there once.", head)
                : new AuditVerdict(0, "", head);
        }, cancellationToken);
    }

    /// <summary>Adds an event to the write that makes the change.</summary>
    /// <param name="session">That write.</param>
    /// <param name="mutation">Who, and by which call.</param>
    /// <param name="resource">What was changed.</param>
    /// <param name="etags">Before and after; empty where it is not there.</param>
    /// <param name="state">The resource as it is kept; empty when it is gone.</param>
    public async Task AppendAsync(
        DatabaseSession session, Mutation mutation, string resource, (string Before, string After) etags, string state)
    {
        var head = await session.FindAuditHeadAsync();
        await session.InsertAuditEventAsync(new AuditEvent
        {
            SequenceNumber = (head?.SequenceNumber ?? 0) + 1,
            CreateTime = clock.GetStorableNow(),
            Actor = mutation.Actor,
            Method = mutation.Method,
            Resource = resource,
            BeforeEtag = etags.Before,
            AfterEtag = etags.After,
            RequestId = mutation.Request?.Id ?? "",
            StateSha256 = state.Length > 0 ? Sha256Digest.Of(Encoding.UTF8.GetBytes(state)).Hex : "",
            PreviousSha256 = head?.Sha256 ?? NoDigest,
        });
    }

    private static string? FindProblem(AuditRow row, long number, string previous, long expected, string expectedSha256)
    {
        if (row.SequenceNumber != number)
        {
            return $"Event {number} is missing.";
        }

        if (AuditTable.DigestOf(row.Json) != row.Sha256)
        {
            return "The event does not hash to its digest: it was changed.";
        }

        var entry = row.ToEvent();
        return entry.SequenceNumber != number ? $"The event says that it is number {entry.SequenceNumber}."
            : entry.PreviousSha256 != previous ? "The event follows another one than the one before it: that was changed."
            : expected == number && expectedSha256 != row.Sha256 ? "The event has another digest than the one expected: the log was rewritten."
            : null;
    }
}

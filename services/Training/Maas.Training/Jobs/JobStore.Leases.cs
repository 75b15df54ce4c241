using Maas.Storage.Database;
using Maas.Training.Jobs.Leases;

namespace Maas.Training.Jobs;

/// <content>
/// Leases. Who claims a job holds it until a moment that every renewal puts off; after it, whoever comes first takes it.
/// </content>
internal sealed partial class JobStore
{
    /// <summary>Gives the oldest queued job to somebody; null when none waits.</summary>
    /// <param name="owner">Holds its lease from now on.</param>
    /// <param name="lease">How long, unless it is renewed.</param>
    /// <param name="cancellationToken">Before the commit, nothing is kept.</param>
    /// <param name="isSearch">A search, or else what a worker trains.</param>
    /// <param name="hasGpu">Whether it may be a job that needs a GPU.</param>
    public Task<Job?> ClaimNextAsync(
        string owner, TimeSpan lease, CancellationToken cancellationToken, bool isSearch = false, bool hasGpu = false) =>
        database.WriteRowsAsync(
            async session =>
            {
                var row = await session.FindAsync<JobRow>(
                    SelectJob + """
                    WHERE state = 'Queued' AND is_search = @isSearch AND needs_gpu <= @hasGpu
                    ORDER BY create_micros, id LIMIT 1 FOR UPDATE SKIP LOCKED
                    """,
                    new { isSearch = isSearch ? 1 : 0, hasGpu = hasGpu ? 1 : 0 });
                if (row is null)
                {
                    return null;
                }

                var job = row.ToJob();
                var claimed = await WriteAsync(session, job with
                {
                    State = JobState.Running,
                    AttemptCount = job.AttemptCount + 1,
                    StartTime = job.StartTime ?? clock.GetStorableNow(),
                    LeaseOwner = owner,
                });
                await ExtendAsync(session, claimed.Id, lease);
                return (Job?)claimed;
            },
            cancellationToken);

    /// <summary>Puts off the end of all leases of somebody.</summary>
    /// <returns>How many there are.</returns>
    public Task<int> RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        database.WriteRowsAsync(
            session => session.ExecuteAsync(
                "UPDATE training_job SET lease_expire_micros = @end WHERE lease_owner = @owner",
                new { owner, end = EndOf(lease) }),
            cancellationToken);

    /// <summary>Puts off the end of some leases of somebody: what it does not know of runs out.</summary>
    /// <param name="owner">Holds them.</param>
    /// <param name="ids">The jobs that are under way with it.</param>
    /// <param name="lease">How long from now.</param>
    /// <param name="cancellationToken">Before the commit, nothing is kept.</param>
    public Task RenewAsync(string owner, IReadOnlyList<string> ids, TimeSpan lease, CancellationToken cancellationToken) =>
        database.WriteRowsAsync(
            session => session.ExecuteAsync(
                "UPDATE training_job SET lease_expire_micros = @end WHERE lease_owner = @owner AND id IN @ids",
                new { owner, ids = ids.ToArray(), end = EndOf(lease) }),
            cancellationToken);

    /// <summary>The job that somebody holds; null when none.</summary>
    public async Task<Job?> FindHeldAsync(string owner, CancellationToken cancellationToken) => (await database.ReadAsync(
        session => session.FindAsync<JobRow>(SelectJob + "WHERE lease_owner = @owner", new { owner }), cancellationToken))?.ToJob();

    /// <summary>Gives back all leases of somebody: whoever comes first takes the jobs.</summary>
    public Task ReleaseAsync(string owner, CancellationToken cancellationToken) =>
        database.WriteRowsAsync(
            session => session.ExecuteAsync(
                "UPDATE training_job SET lease_owner = '', lease_expire_micros = 0 WHERE lease_owner = @owner", new { owner }),
            cancellationToken);

    /// <summary>Gives back the leases of all services. Only where no other can be alive.</summary>
    public Task ReleaseServicesAsync(CancellationToken cancellationToken) =>
        database.WriteRowsAsync(
            session => session.ExecuteAsync(
                "UPDATE training_job SET lease_owner = '', lease_expire_micros = 0 WHERE lease_owner LIKE @services",
                new { services = LeaseOwner.ServicePrefix + "%" }),
            cancellationToken);

    /// <summary>Takes a job under way whose lease has run out; null when there is none.</summary>
    /// <param name="owner">Holds its lease from now on; the attempt stays the same.</param>
    /// <param name="lease">How long, unless it is renewed.</param>
    /// <param name="held">Jobs that are under way with the owner; of its own they are not taken.</param>
    /// <param name="ranOutBy">Leaves leases that run out later. What was given back has run out at all times.</param>
    /// <param name="cancellationToken">Before the commit, nothing is kept.</param>
    /// <returns>The job, and who held it; empty when it was given back.</returns>
    public Task<(Job Job, string FormerOwner)?> TakeExpiredAsync(
        string owner, TimeSpan lease, IReadOnlyList<string> held, DateTimeOffset ranOutBy, CancellationToken cancellationToken) =>
        database.WriteRowsAsync<(Job, string)?>(
            async session =>
            {
                var row = await session.FindAsync<JobRow>(
                    SelectJob + """
                    WHERE state IN ('Running', 'Cancelling') AND lease_expire_micros <= @by AND NOT (lease_owner = @owner AND id IN @held)
                    ORDER BY create_micros, id LIMIT 1 FOR UPDATE SKIP LOCKED
                    """,
                    new { owner, held = held.ToArray(), by = ranOutBy.UnixMicroseconds });
                if (row is null)
                {
                    return null;
                }

                var taken = await WriteAsync(session, row.ToJob() with { LeaseOwner = owner });
                await ExtendAsync(session, taken.Id, lease);
                return (taken, row.LeaseOwner);
            },
            cancellationToken);

    /// <summary>Changes a job for who holds it.</summary>
    /// <param name="held">As it was when the lease was taken, or later.</param>
    /// <param name="change">Gives the job as it shall be, by what it is at that moment.</param>
    /// <param name="cancellationToken">Before the commit, nothing is kept.</param>
    /// <exception cref="LeaseLostException">Somebody else has it, or nobody.</exception>
    public Task<Job> ChangeHeldAsync(Job held, Func<Job, Job> change, CancellationToken cancellationToken) =>
        database.WriteRowsAsync(
            async session => await LockAsync(session, held.Id) is { } current && current.IsHeldAs(held)
                ? await WriteAsync(session, change(current))
                : throw new LeaseLostException(held.Name, held.LeaseOwner),
            cancellationToken);

    private Task<int> ExtendAsync(DatabaseSession session, string id, TimeSpan lease) => session.ExecuteAsync(
        "UPDATE training_job SET lease_expire_micros = @end WHERE id = @id", new { id, end = EndOf(lease) });

    private long EndOf(TimeSpan lease) => (clock.GetUtcNow() + lease).UnixMicroseconds;
}

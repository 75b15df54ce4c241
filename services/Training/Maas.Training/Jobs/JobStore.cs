using Maas.Errors;
using Maas.Paging;
using Maas.Requests;
using Maas.Storage.Database;
using Maas.Training.Storage;

namespace Maas.Training.Jobs;

/// <summary>
/// Jobs in the database. What a method returned is on disk. Who writes a job locks its row first, so jobs are claimed and
/// changed beside each other. Thread-safe.
/// </summary>
internal sealed partial class JobStore(RelationalDatabase database, RequestLog requests, TimeProvider clock)
{
    private const string SelectJob = "SELECT job_json AS JobJson, lease_owner AS LeaseOwner FROM training_job ";

    /// <summary>Adds a job, or gives the job that the same request added before.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_ALREADY_EXISTS</c>, <c>REQUEST_ID_REUSED</c>.</exception>
    public Task<Job> AddAsync(Job job, RequestIdentity? request, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => requests.OnceAsync(session, request, async () =>
            {
                var added = await session.ExecuteAsync(
                    """
                    INSERT INTO training_job (id, state, create_micros, job_json, parent_id, is_search, needs_gpu)
                    VALUES (@Id, @state, @micros, @json, @ParentId, @isSearch, @needsGpu)
                    ON CONFLICT (id) DO NOTHING
                    """,
                    new
                    {
                        job.Id,
                        state = $"{job.State}",
                        micros = job.CreateTime.UnixMicroseconds,
                        json = DatabaseJson.Write(job),
                        job.Trial?.ParentId,
                        isSearch = job.Spec.Search is null ? 0 : 1,
                        needsGpu = job.NeedsGpu ? 1 : 0,
                    });
                return added == 1 ? job : throw TrainingErrors.ResourceAlreadyExists(job.Name);
            }),
            cancellationToken);

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<Job> GetAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ?? throw TrainingErrors.ResourceNotFound(Job.NameOf(id));

    /// <summary>The job of that name; null when there is none.</summary>
    public async Task<Job?> FindAsync(string id, CancellationToken cancellationToken) => (await database.ReadAsync(
        session => session.FindAsync<JobRow>(SelectJob + "WHERE id = @id", new { id }), cancellationToken))?.ToJob();

    /// <summary>Newest first, without trials.</summary>
    public async Task<Page<Job>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var (micros, id) = TimeKey.Parse(page.After);
        var rows = await database.ReadAsync(
            session => session.QueryAsync<JobRow>(
                SelectJob + """
                WHERE parent_id IS NULL AND (create_micros < @micros OR (create_micros = @micros AND id > @id))
                ORDER BY create_micros DESC, id LIMIT @limit
                """,
                new { micros, id, limit = page.Size + 1 }),
            cancellationToken);
        return page.Next([.. rows.Select(row => row.ToJob())], job => TimeKey.Of(job.CreateTime, job.Id), SizeOf);
    }

    /// <summary>Jobs that are not final, and trials that their search has not taken yet; oldest first.</summary>
    public async Task<IReadOnlyList<Job>> ListHeldAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<JobRow>(
                SelectJob + """
                WHERE state IN ('Queued', 'Running', 'Cancelling') OR parent_id IS NOT NULL
                ORDER BY create_micros, id
                """),
            cancellationToken);
        return [.. rows.Select(row => row.ToJob())];
    }

    /// <summary>Removes the job of a trial. What is known of the trial stays.</summary>
    public Task DeleteTrialAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.ExecuteAsync("DELETE FROM training_job WHERE id = @id AND parent_id IS NOT NULL", new { id }), cancellationToken);

    /// <summary>Jobs of the trials of a search that it has not taken yet, in no order.</summary>
    public async Task<IReadOnlyList<Job>> ListTrialsAsync(string parentId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<JobRow>(SelectJob + "WHERE parent_id = @parentId", new { parentId }), cancellationToken);
        return [.. rows.Select(row => row.ToJob())];
    }

    /// <summary>Removes the jobs of trials whose search has ended: whoever trains one of them does not hold it any more.</summary>
    /// <returns>They, as they were.</returns>
    public async Task<IReadOnlyList<Job>> DeleteOrphansAsync(CancellationToken cancellationToken)
    {
        const string orphans = """
            parent_id IS NOT NULL AND parent_id NOT IN
                (SELECT id FROM training_job WHERE is_search = 1 AND state IN ('Queued', 'Running', 'Cancelling'))
            """;
        var rows = await database.ReadAsync(session => session.QueryAsync<JobRow>(SelectJob + "WHERE " + orphans), cancellationToken);
        if (rows.Count > 0)
        {
            await database.WriteRowsAsync(
                session => session.ExecuteAsync("DELETE FROM training_job WHERE " + orphans), cancellationToken);
        }

        return [.. rows.Select(row => row.ToJob())];
    }

    /// <summary>Changes a job by what it is at that moment.</summary>
    /// <param name="id">The job; it must be there.</param>
    /// <param name="change">Gives the job as it shall be, or the very one it got to leave it alone.</param>
    /// <param name="cancellationToken">Before the commit, nothing is kept.</param>
    /// <param name="request">Makes the change happen once per request.</param>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, or what <paramref name="change"/> throws.</exception>
    public Task<Job> ChangeAsync(
        string id, Func<Job, Job> change, CancellationToken cancellationToken, RequestIdentity? request = null) =>
        database.WriteAsync(
            session => requests.OnceAsync(session, request, async () =>
            {
                var job = await LockAsync(session, id) ?? throw TrainingErrors.ResourceNotFound(Job.NameOf(id));
                var changed = change(job);
                return ReferenceEquals(job, changed) ? job : await WriteAsync(session, changed);
            }),
            cancellationToken);

    // Only what is under way is held.
    private static async Task<Job> WriteAsync(DatabaseSession session, Job job)
    {
        var next = job with
        {
            Revision = job.Revision + 1,
            LeaseOwner = job.State is JobState.Running or JobState.Cancelling ? job.LeaseOwner : "",
        };
        await session.ExecuteAsync(
            "UPDATE training_job SET state = @state, job_json = @json, lease_owner = @LeaseOwner WHERE id = @Id",
            new { state = $"{next.State}", json = DatabaseJson.Write(next), next.LeaseOwner, next.Id });
        return next;
    }

    private static async Task<Job?> LockAsync(DatabaseSession session, string id) =>
        (await session.FindAsync<JobRow>(SelectJob + "WHERE id = @id FOR UPDATE", new { id }))?.ToJob();

    private sealed record JobRow(string JobJson, string LeaseOwner)
    {
        public Job ToJob() => DatabaseJson.Read<Job>(JobJson) with { LeaseOwner = LeaseOwner };
    }

    // Of its message, roughly.
    private static int SizeOf(Job job) => 4_096 + (job.Result is { } result ? result.Coefficients.Sum(coefficient => 24 + coefficient.Feature.Length + coefficient.ClassLabel.Length) + (9 * result.EpochLosses.Count) : 0);
}

using Maas.Errors;
using Maas.Paging;
using Maas.Requests;
using Maas.Storage.Database;
using Maas.Training.Storage;

namespace Maas.Training.Jobs;

/// <summary>Jobs in the database. What a method returned is on disk. Thread-safe.</summary>
internal sealed class JobStore(RelationalDatabase database, RequestLog requests, TimeProvider clock)
{
    /// <summary>Adds a job, or gives the job that the same request added before.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_ALREADY_EXISTS</c>, <c>REQUEST_ID_REUSED</c>.</exception>
    public Task<Job> AddAsync(Job job, RequestIdentity? request, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => requests.OnceAsync(session, request, async () =>
            {
                var added = await session.ExecuteAsync(
                    """
                    INSERT INTO training_job (id, state, create_micros, job_json) VALUES (@Id, @state, @micros, @json)
                    ON CONFLICT (id) DO NOTHING
                    """,
                    new { job.Id, state = $"{job.State}", micros = job.CreateTime.UnixMicroseconds, json = DatabaseJson.Write(job) });
                return added == 1 ? job : throw TrainingErrors.ResourceAlreadyExists(job.Name);
            }),
            cancellationToken);

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<Job> GetAsync(string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => FindAsync(session, id), cancellationToken)
        ?? throw TrainingErrors.ResourceNotFound(Job.NameOf(id));

    /// <summary>Whether there is a job of that name.</summary>
    public async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => FindAsync(session, id), cancellationToken) is not null;

    /// <summary>Newest first.</summary>
    public async Task<Page<Job>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var (micros, id) = TimeKey.Parse(page.After);
        var rows = await database.ReadAsync(
            session => session.QueryAsync<string>(
                """
                SELECT job_json FROM training_job
                WHERE create_micros < @micros OR (create_micros = @micros AND id > @id)
                ORDER BY create_micros DESC, id LIMIT @limit
                """,
                new { micros, id, limit = page.Size + 1 }),
            cancellationToken);
        return page.Next([.. rows.Select(DatabaseJson.Read<Job>)], job => TimeKey.Of(job.CreateTime, job.Id));
    }

    /// <summary>Jobs that are not final, oldest first.</summary>
    public async Task<IReadOnlyList<Job>> ListUnfinishedAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<string>(
                """
                SELECT job_json FROM training_job WHERE state IN ('Queued', 'Running', 'Cancelling')
                ORDER BY create_micros, id
                """),
            cancellationToken);
        return [.. rows.Select(DatabaseJson.Read<Job>)];
    }

    /// <summary>Hands the oldest queued job to a worker; null when none waits.</summary>
    public Task<Job?> ClaimNextAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                var json = await session.FindAsync<string>(
                    "SELECT job_json FROM training_job WHERE state = 'Queued' ORDER BY create_micros, id LIMIT 1");
                if (json is null)
                {
                    return null;
                }

                var job = DatabaseJson.Read<Job>(json);
                return await WriteAsync(session, job with
                {
                    State = JobState.Running,
                    AttemptCount = job.AttemptCount + 1,
                    StartTime = job.StartTime ?? clock.GetStorableNow(),
                });
            },
            cancellationToken);

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
                var job = await FindAsync(session, id) ?? throw TrainingErrors.ResourceNotFound(Job.NameOf(id));
                var changed = change(job);
                return ReferenceEquals(job, changed) ? job : await WriteAsync(session, changed);
            }),
            cancellationToken);

    private static async Task<Job> WriteAsync(DatabaseSession session, Job job)
    {
        var next = job with { Revision = job.Revision + 1 };
        await session.ExecuteAsync(
            "UPDATE training_job SET state = @state, job_json = @json WHERE id = @Id",
            new { state = $"{next.State}", json = DatabaseJson.Write(next), next.Id });
        return next;
    }

    private static async Task<Job?> FindAsync(DatabaseSession session, string id)
    {
        var json = await session.FindAsync<string>("SELECT job_json FROM training_job WHERE id = @id", new { id });
        return json is null ? null : DatabaseJson.Read<Job>(json);
    }
}

namespace Maas.Training.Jobs.Leases;

/// <summary>Brings onto the board what other services on the same database do with jobs. Thread-safe.</summary>
internal sealed class BoardSync(JobStore store, JobBoard board, JobQueue queue)
{
    /// <summary>Puts up all jobs that are not done with.</summary>
    /// <returns>They.</returns>
    public async Task<IReadOnlyList<Job>> FillAsync(CancellationToken cancellationToken)
    {
        var jobs = await store.ListHeldAsync(cancellationToken);
        foreach (var job in jobs)
        {
            board.Put(job);
        }

        return jobs;
    }

    /// <summary>Shows what has changed, ends included, and wakes who waits for jobs when there are any.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var before = board.Ids;
        var jobs = await FillAsync(cancellationToken);
        foreach (var id in before.Except(jobs.Select(job => job.Id), StringComparer.Ordinal))
        {
            // Not there yet: it is put up before it is stored.
            if (await store.FindAsync(id, cancellationToken) is { } job)
            {
                board.Store(job);
            }
        }

        if (jobs.Any(job => job.State == JobState.Queued))
        {
            queue.Wake();
        }
    }
}

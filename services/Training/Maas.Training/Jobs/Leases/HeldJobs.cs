using Maas.Errors;

namespace Maas.Training.Jobs.Leases;

/// <summary>Writes down what becomes of jobs, for who holds their lease. Thread-safe.</summary>
internal sealed class HeldJobs(JobStore store, JobBoard board, TimeProvider clock)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(0.5);

    // A result is worth waiting for a database that is being moved.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Changes a job, also while the host goes down, and tells watchers. While the database is away or its disk is full, it is tried again.
    /// </summary>
    /// <param name="held">As it was when its lease was taken, or later.</param>
    /// <param name="change">Gives the job as it shall be.</param>
    /// <exception cref="LeaseLostException">The lease is somebody else's.</exception>
    public async Task<Job> ChangeAsync(Job held, Func<Job, Job> change)
    {
        var changed = await RepeatAsync(() => store.ChangeHeldAsync(held, change, CancellationToken.None));
        board.Put(changed);
        return changed;
    }

    /// <summary>A job as it is now, also while the host goes down. While the database is away, it is tried again.</summary>
    /// <param name="held">As it was when its lease was taken, or later.</param>
    /// <exception cref="LeaseLostException">The lease is somebody else's.</exception>
    public async Task<Job> GetAsync(Job held) =>
        await RepeatAsync(() => store.FindAsync(held.Id, CancellationToken.None)) is { } current && current.IsHeldAs(held)
            ? current
            : throw new LeaseLostException(held.Name, held.LeaseOwner);

    private async Task<T> RepeatAsync<T>(Func<Task<T>> attempt)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (MaasException error) when ((error.Code == MaasErrorCode.Unavailable || error.Reason == "STORAGE_FULL")
                && clock.GetElapsedTime(began) < LongestWait)
            {
                await Task.Delay(RetryDelay, clock, CancellationToken.None);
            }
        }
    }
}

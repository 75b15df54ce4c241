using Maas.Errors;
using Maas.Storage.Database;
using Maas.Training.Jobs.Leases;
using Maas.Training.Plans;

namespace Maas.Training.Jobs.Searching;

/// <summary>The jobs that trials are while they run, and the one that makes the variants of the best. Thread-safe.</summary>
internal sealed class TrialJobs(JobStore store, JobBoard board, JobFiles files, JobQueue queue, JobRuns runs, TimeProvider clock)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(0.5);

    // A trained model is worth waiting for a disk that comes back.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Puts a job into the queue, or finds the one that is there already.</summary>
    /// <param name="origin">What it is of the search.</param>
    /// <param name="spec">What it trains, complete.</param>
    /// <param name="onChange">Called with the job now and at every change. Must return at once.</param>
    /// <param name="cancellationToken">Before the job is stored, nothing is kept.</param>
    public async Task<Job> BeginAsync(TrialOrigin origin, JobSpec spec, Action<Job> onChange, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(origin.Id, cancellationToken) is { } there)
        {
            if (there.Trial!.Winner == origin.Winner && (there.State != JobState.Succeeded || await FindOutcomeAsync(there, cancellationToken) is not null))
            {
                await FollowAsync(there, onChange, cancellationToken);
                return there;
            }

            // What it left is gone, or of another winner, and so it is trained again.
            await StopAsync(there);
            await RemoveAsync(there);
        }

        var job = new Job
        {
            Id = origin.Id,
            Uid = Guid.NewGuid(),
            Spec = spec,
            Trial = origin,
            CreateTime = clock.GetStorableNow(),
        };
        board.TryAdd(job);
        board.Follow(job.Id, onChange);
        await store.AddAsync(job, request: null, cancellationToken);
        queue.Wake();
        return job;
    }

    /// <summary>What of a search is still a job.</summary>
    public Task<IReadOnlyList<Job>> ListAsync(Job search, CancellationToken cancellationToken) => store.ListTrialsAsync(search.Id, cancellationToken);

    /// <summary>Asks a trial to stop. Its end is told to who follows it.</summary>
    public async Task StopAsync(Job trial)
    {
        try
        {
            var job = await store.ChangeAsync(
                trial.Id,
                job => job.State switch
                {
                    JobState.Queued => Cancelled(job),
                    JobState.Running => job with { State = JobState.Cancelling },
                    _ => job,
                },
                CancellationToken.None);
            board.Store(job);
            runs.Cancel(job);
        }
        catch (MaasException error) when (error.Reason == "RESOURCE_NOT_FOUND")
        {
            board.Store(Cancelled(trial) with { Revision = long.MaxValue });
        }
    }

    /// <summary>What a trained trial measured; null when it is not there, or no outcome. While it cannot be looked at, it is tried again, for a minute.</summary>
    /// <exception cref="IOException">Nobody knows whether it is there.</exception>
    public async Task<TrainingOutcome?> FindOutcomeAsync(Job trial, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return files.Open(trial).ReadOutcome();
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
            {
                return null;
            }
            catch (IOException) when (clock.GetElapsedTime(began) < LongestWait)
            {
                await Task.Delay(RetryDelay, clock, cancellationToken);
            }
        }
    }

    /// <summary>Removes a trial with its folder, also one that has not ended yet: whoever trains it does not hold it any more.</summary>
    public async Task RemoveAsync(Job trial)
    {
        files.Delete(trial);
        await ForgetAsync(trial);
    }

    /// <summary>Removes a trial, and leaves its folder to its search.</summary>
    public async Task ForgetAsync(Job trial)
    {
        await store.DeleteTrialAsync(trial.Id, CancellationToken.None);
        // The next of that name is another: who follows it must not be told of this one.
        board.Remove(trial.Id);
    }

    // It may have ended between the look and the following: then its end is told here.
    private async Task FollowAsync(Job there, Action<Job> onChange, CancellationToken cancellationToken)
    {
        if (!there.IsFinal)
        {
            board.Put(there);
            board.Follow(there.Id, onChange);
            there = await store.FindAsync(there.Id, cancellationToken) ?? Cancelled(there);
        }

        if (there.IsFinal)
        {
            onChange(there);
        }
    }

    private Job Cancelled(Job job) => job with { State = JobState.Cancelled, EndTime = clock.GetStorableNow() };
}

using Maas.Errors;
using Maas.Storage.Database;
using Maas.Training.Jobs.Leases;
using Maas.Training.Plans;

namespace Maas.Training.Jobs.Searching;

/// <summary>The jobs that trials are while they run. Thread-safe.</summary>
internal sealed class TrialJobs(JobStore store, JobBoard board, JobFiles files, JobQueue queue, JobRuns runs, TimeProvider clock)
{
    /// <summary>Puts a trial into the queue, or finds the job that it has already.</summary>
    /// <param name="search">The job that searches.</param>
    /// <param name="number">Number of the trial.</param>
    /// <param name="spec">What it trains, complete.</param>
    /// <param name="learnUntil">When it exports what it has learnt; null learns to the end.</param>
    /// <param name="onChange">Called with the job now and at every change. Must return at once.</param>
    /// <param name="cancellationToken">Before the job is stored, nothing is kept.</param>
    public async Task<Job> BeginAsync(
        Job search, int number, JobSpec spec, DateTimeOffset? learnUntil, Action<Job> onChange, CancellationToken cancellationToken)
    {
        var id = TrialOrigin.IdOf(search.Id, number);
        var job = await store.FindAsync(id, cancellationToken);
        if (job is { State: JobState.Succeeded } && FindOutcome(job) is null)
        {
            // What it left is gone, and so it is trained again.
            await RemoveAsync(job);
            job = null;
        }

        if (job is null)
        {
            job = new Job
            {
                Id = id,
                Uid = Guid.NewGuid(),
                Spec = spec,
                Trial = new TrialOrigin(search.Id, number, learnUntil),
                CreateTime = clock.GetStorableNow(),
            };
            board.TryAdd(job);
            await store.AddAsync(job, request: null, cancellationToken);
            board.Follow(id, onChange);
            queue.Wake();
        }
        else if (job.IsFinal)
        {
            onChange(job);
        }
        else
        {
            board.Follow(id, onChange);
        }

        return job;
    }

    /// <summary>Asks a trial to stop. Its end is told to who follows it.</summary>
    public async Task StopAsync(string id)
    {
        try
        {
            var job = await store.ChangeAsync(
                id,
                job => job.State switch
                {
                    JobState.Queued => job with { State = JobState.Cancelled, EndTime = clock.GetStorableNow() },
                    JobState.Running => job with { State = JobState.Cancelling },
                    _ => job,
                },
                CancellationToken.None);
            board.Store(job);
            runs.Cancel(job);
        }
        catch (MaasException error) when (error.Reason == "RESOURCE_NOT_FOUND")
        {
            // It was never stored.
            board.Remove(id);
        }
    }

    /// <summary>What a trained trial measured; null when its files cannot be read.</summary>
    public TrainingOutcome? FindOutcome(Job trial)
    {
        try
        {
            return files.Open(trial).ReadOutcome();
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Removes a trial that has ended, with its folder.</summary>
    public async Task RemoveAsync(Job trial)
    {
        files.Delete(trial);
        await store.DeleteTrialAsync(trial.Id, CancellationToken.None);
    }
}

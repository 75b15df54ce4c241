using System.Runtime.CompilerServices;
using Maas.Errors;
using Maas.Paging;
using Maas.Requests;
using Maas.Storage.Database;
using Maas.Training.Datasets;
using Maas.Training.Jobs.Leases;
using Maas.Training.Jobs.Searching;
using Maas.Training.Jobs.Workers;
using Maas.Training.Profiles;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs;

/// <summary>What callers do with jobs. Thread-safe.</summary>
internal sealed class JobService(
    JobStore store,
    TrialStore trials,
    DatasetStore datasets,
    DatasetProfiler profiler,
    JobBoard board,
    JobQueue queue,
    JobRuns runs,
    GpuWorkers gpus,
    TrainingMetrics metrics,
    TimeProvider clock)
    : IDisposable
{
    private readonly SemaphoreSlim _adding = new(1, 1);

    /// <summary>Accepts a job; a worker takes it as soon as one is free.</summary>
    /// <param name="id">Last segment of its name; null makes one.</param>
    /// <param name="spec">What to do.</param>
    /// <param name="request">Makes the call idempotent.</param>
    /// <param name="validateOnly">Answers with the job as it would be accepted.</param>
    /// <param name="cancellationToken">Before the job is stored, nothing is kept.</param>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>: the data. <c>COLUMN_NOT_FOUND</c>, <c>SPEC_INVALID</c>, <c>RESOURCE_ALREADY_EXISTS</c>.
    /// </exception>
    public async Task<Job> CreateAsync(
        string? id, JobSpec spec, RequestIdentity? request, bool validateOnly, CancellationToken cancellationToken)
    {
        var version = await datasets.GetVersionAsync(spec.DatasetId, spec.DatasetNumber, cancellationToken);
        if (FeaturePlanning.NeedsProfile(spec, version))
        {
            var profile = (await profiler.GetAsync(spec.DatasetId, spec.DatasetNumber, target: "", cancellationToken)).Profile;
            spec = spec with { FeaturePlan = FeaturePlanning.Profile, Features = FeaturePlanning.Of(spec, profile) };
        }

        var complete = SpecCompletion.Of(spec, version);
        var uid = Guid.NewGuid();
        var job = new Job
        {
            Id = id ?? uid.ToString(),
            Uid = uid,
            Spec = complete,
            Sent = complete.Search is null ? null : spec,
            CreateTime = clock.GetStorableNow(),
        };
        return validateOnly ? job : gpus.WithReason(await AddAsync(job, request, cancellationToken));
    }

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<Job> GetAsync(string id, CancellationToken cancellationToken) =>
        Now(await store.GetAsync(id, cancellationToken));

    /// <summary>Newest first.</summary>
    public async Task<Page<Job>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var jobs = await store.ListAsync(page, cancellationToken);
        return jobs with { Rows = [.. jobs.Rows.Select(Now)] };
    }

    /// <summary>The job now and again on every change, until it is final, each time with the losses that were not told yet: first, all there are.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async IAsyncEnumerable<(Job Job, IReadOnlyList<EpochLoss> Losses)> WatchAsync(
        string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lastTold = 0;
        await foreach (var job in board.WatchAsync(id, cancellationToken))
        {
            yield return (gpus.WithReason(job), job.Progress.Curve.After(lastTold));
            lastTold = job.Progress.Curve.LastEpoch;
        }
    }

    /// <summary>Trials of a search, in their order; none of other jobs.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<Page<Trial>> ListTrialsAsync(string id, PageRequest page, CancellationToken cancellationToken)
    {
        var job = await store.GetAsync(id, cancellationToken);
        var found = await trials.ListAsync(id, page, cancellationToken);
        return !job.IsFinal ? found : found with
        {
            Rows =
            [
                .. found.Rows.Select(trial => trial.State == TrialState.Running
                    ? trial with { State = TrialState.Abandoned, Problem = "The search ended before it did." }
                    : trial),
            ],
        };
    }

    /// <summary>Asks a job to stop; a queued one stops at once.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>JOB_FINISHED</c>.</exception>
    public async Task<Job> CancelAsync(string id, RequestIdentity? request, CancellationToken cancellationToken)
    {
        var job = await store.ChangeAsync(id, Cancel, cancellationToken, request);
        board.Store(job);
        if (job.State == JobState.Cancelled)
        {
            metrics.JobFinished($"{job.State}", "", clock.GetUtcNow() - job.CreateTime);
        }

        runs.Cancel(job);
        return board.WithProgress(job);
    }

    /// <inheritdoc/>
    public void Dispose() => _adding.Dispose();

    private Job Now(Job stored) => gpus.WithReason(board.WithProgress(stored));

    // One at a time, so that what is on the board is what will be stored under that name.
    private async Task<Job> AddAsync(Job job, RequestIdentity? request, CancellationToken cancellationToken)
    {
        await _adding.WaitAsync(cancellationToken);
        var isOnBoard = false;
        var isStored = false;
        try
        {
            isOnBoard = await store.FindAsync(job.Id, cancellationToken) is null && board.TryAdd(job);
            var added = await store.AddAsync(job, request, cancellationToken);
            isStored = added.Uid == job.Uid;
            return added;
        }
        finally
        {
            if (isOnBoard && !isStored)
            {
                board.Remove(job.Id);
            }

            _adding.Release();
            if (isStored)
            {
                metrics.JobCreated();
                queue.Wake();
            }
        }
    }

    private Job Cancel(Job job) => job.State switch
    {
        JobState.Queued => job with { State = JobState.Cancelled, EndTime = clock.GetStorableNow() },
        JobState.Running => job with { State = JobState.Cancelling },
        JobState.Cancelling => job,
        _ => throw TrainingErrors.JobFinished(job.Name, $"{job.State}".ToUpperInvariant()),
    };
}

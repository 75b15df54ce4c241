using System.Collections.Concurrent;
using Maas.Errors;
using Maas.Processes;
using Maas.Training.Datasets;
using Maas.Training.Jobs.Leases;
using Maas.Training.Storage;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs.Workers;

/// <summary>
/// What workers on other machines do. An attempt of theirs runs here like that of a child process; after a restart of the
/// service it is taken up at the first call that its worker makes. Thread-safe.
/// </summary>
internal sealed class RemoteWorkers(
    JobStore store,
    JobQueue queue,
    JobScheduler scheduler,
    JobRuns runs,
    GpuWorkers gpus,
    ConnectedSlots slots,
    DatasetStore datasets,
    TableStore tables,
    IOptions<TrainingOptions> options,
    TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, RemoteWork> _works = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _claiming = new(StringComparer.Ordinal);
    private readonly Lock _beginning = new();

    private TimeSpan Lease => options.Value.LeaseDuration;

    /// <summary>Waits for a job and gives it to a worker.</summary>
    /// <param name="worker">What people know it by.</param>
    /// <param name="devices">What it can train on; none stands for the CPU.</param>
    /// <param name="claim">Names the claim; a repeated one gets the same job.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="cancellationToken">The worker is gone: it gets no job.</param>
    /// <returns>Null when no job came.</returns>
    public async Task<WorkAssignment?> ClaimAsync(
        string worker, IReadOnlyList<string> devices, Guid claim, TimeSpan wait, CancellationToken cancellationToken)
    {
        gpus.Heard(worker, devices);
        var (owner, hasGpu) = (LeaseOwner.OfWorker(worker, claim), TrainingDevices.HasGpu(devices));
        slots.Enter(owner, hasGpu);
        try
        {
            return await ClaimAsync(owner, hasGpu, wait, cancellationToken);
        }
        finally
        {
            slots.Leave(owner);
        }
    }

    /// <summary>Renews a lease and takes lines of progress, oldest first; empty ones are none.</summary>
    /// <exception cref="MaasException"><c>LEASE_LOST</c>.</exception>
    public async Task<RemoteWork> ReportAsync(string id, string lease, IReadOnlyList<string> lines, CancellationToken cancellationToken)
    {
        // Progress comes ten times a second: not each is a write.
        var work = _works.TryGetValue(lease, out var known) && known.Job.Id == id && known.LastRenewed != 0
            && clock.GetElapsedTime(known.LastRenewed) < Lease / 6
            ? known
            : await GetAsync(id, lease, cancellationToken);
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            work.Report(line);
        }

        return work;
    }

    /// <summary>Takes the end of a worker; returns when it is written down.</summary>
    /// <exception cref="MaasException"><c>LEASE_LOST</c>.</exception>
    public async Task FinishAsync(string id, string lease, WorkerEnd end, CancellationToken cancellationToken)
    {
        var work = await GetAsync(id, lease, cancellationToken);
        work.Finish(end);
        await work.Released.WaitAsync(cancellationToken);
    }

    /// <summary>The attempt that a lease is for; renews it.</summary>
    /// <exception cref="MaasException"><c>LEASE_LOST</c>.</exception>
    public async Task<RemoteWork> GetAsync(string id, string lease, CancellationToken cancellationToken)
    {
        if (!lease.StartsWith(LeaseOwner.WorkerPrefix, StringComparison.Ordinal)
            || await store.RenewAsync(lease, Lease, cancellationToken) == 0
            || (_works.GetValueOrDefault(lease)?.Job ?? await store.FindHeldAsync(lease, cancellationToken)) is not { } job
            || job.Id != id)
        {
            throw TrainingErrors.LeaseLost(Job.NameOf(id));
        }

        var work = Begin(job);
        work.LastRenewed = clock.GetTimestamp();
        return await work.Begun.WaitAsync(cancellationToken) is not null ? work : throw TrainingErrors.LeaseLost(job.Name);
    }

    private async Task<WorkAssignment?> ClaimAsync(string owner, bool hasGpu, TimeSpan wait, CancellationToken cancellationToken)
    {
        var job = await FindOrWaitAsync(owner, hasGpu, wait, cancellationToken);
        if (job is null)
        {
            return null;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            await store.ReleaseAsync(owner, CancellationToken.None);
            throw new OperationCanceledException(cancellationToken);
        }

        return await Begin(job).Begun.WaitAsync(cancellationToken) is { } folder
            ? await DescribeAsync(job, folder, cancellationToken)
            : null;
    }

    // One call of a claim at a time: two at once would each be given a job.
    private async Task<Job?> FindOrWaitAsync(string owner, bool hasGpu, TimeSpan wait, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_claiming.GetOrAdd(owner, mine.Task) is var other && other != mine.Task)
        {
            await other.WaitAsync(cancellationToken);
        }

        try
        {
            return await store.FindHeldAsync(owner, cancellationToken) ?? await WaitAsync(owner, hasGpu, wait, cancellationToken);
        }
        finally
        {
            _claiming.TryRemove(owner, out _);
            mine.SetResult();
        }
    }

    private async Task<Job?> WaitAsync(string owner, bool hasGpu, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await queue.ClaimAsync(owner, either.Token, hasGpu: () => hasGpu);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private RemoteWork Begin(Job job)
    {
        lock (_beginning)
        {
            if (_works.TryGetValue(job.LeaseOwner, out var known))
            {
                return known;
            }

            var work = new RemoteWork(job, runs.Ending);
            _works[job.LeaseOwner] = work;
            // Of one that was claimed before a restart nothing else is known.
            slots.Enter(job.LeaseOwner, hasGpu: job.NeedsGpu);
            _ = work.Released.ContinueWith(
                _ => End(job.LeaseOwner), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            scheduler.Run(job, work);
            return work;
        }
    }

    private void End(string owner)
    {
        _works.TryRemove(owner, out _);
        slots.Leave(owner);
    }

    // Null when the job has just ended: its folder is gone.
    private async Task<WorkAssignment?> DescribeAsync(Job job, Plans.JobFolder folder, CancellationToken cancellationToken)
    {
        var version = await datasets.GetVersionAsync(job.Spec.DatasetId, job.Spec.DatasetNumber, cancellationToken);
        var checkpoint = new FileInfo(folder.CheckpointPath);
        try
        {
            return new WorkAssignment
            {
                Job = job,
                LeaseDuration = Lease,
                Plan = await File.ReadAllBytesAsync(folder.PlanPath, cancellationToken),
                Table = version.Table,
                TableSizeBytes = new FileInfo(tables.GetPath(version.Table)).Length,
                CheckpointSizeBytes = checkpoint.Exists ? checkpoint.Length : 0,
            };
        }
        catch (IOException) when (!Directory.Exists(folder.FullPath))
        {
            return null;
        }
    }
}

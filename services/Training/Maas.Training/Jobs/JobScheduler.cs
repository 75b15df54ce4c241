using System.Collections.Concurrent;
using Maas.Errors;
using Maas.Processes;
using Maas.Training.Jobs.Leases;
using Maas.Training.Jobs.Searching;
using Maas.Training.Jobs.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs;

/// <summary>
/// Runs jobs that this service holds: as many of the queue at a time as there are slots, and those that it is given.
/// Thread-safe.
/// </summary>
internal sealed partial class JobScheduler(
    JobStore store,
    JobQueue queue,
    JobRuns runs,
    JobRunner runner,
    SearchRunner searches,
    WorkerProcess process,
    GpuWorkers gpus,
    ConnectedSlots slots,
    IOptions<TrainingOptions> options,
    ILogger<JobScheduler> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly SemaphoreSlim _slots = new(options.Value.WorkerSlots);
    private volatile IReadOnlyList<string> _devices = [];

    /// <summary>Registers a trained job that this service holds.</summary>
    public void Register(Job job) => Track(RunAsync(job, process, holdsSlot: false));

    /// <summary>Has a job trained that was claimed for a worker elsewhere, and registers it.</summary>
    public void Run(Job job, IWorker worker) => Track(RunAsync(job, worker, holdsSlot: false));

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _slots.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var ending = stoppingToken.Register(runs.EndAll);
        try
        {
            await Task.WhenAll(FindGpuAsync(stoppingToken), FillSlotsAsync(stoppingToken), TakeSearchesAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Workers are killed and their jobs given back.
        }

        await Task.WhenAll(_running.Keys);
        await ReleaseAsync();
    }

    private async Task FillSlotsAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _slots.WaitAsync(stoppingToken);
            gpus.Heard(LeaseOwner.Shown(LeaseOwner.Service), _devices);
            var job = await queue.ClaimAsync(LeaseOwner.Service, stoppingToken, hasGpu: () => TrainingDevices.HasGpu(_devices));
            Track(RunAsync(job, process, holdsSlot: true));
        }
    }

    // Beside the claims: jobs that need none do not wait for it.
    private async Task FindGpuAsync(CancellationToken stoppingToken)
    {
        if (options.Value.WorkerSlots == 0)
        {
            return;
        }

        _devices = await process.FindDevicesAsync(stoppingToken);
        LogDevices(string.Join(", ", _devices));
        gpus.Heard(LeaseOwner.Shown(LeaseOwner.Service), _devices);
        if (TrainingDevices.HasGpu(_devices))
        {
            slots.FoundGpu();
        }

        queue.Wake();
    }

    // They need no slot: their trials do.
    private async Task TakeSearchesAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            Track(RunAsync(await queue.ClaimAsync(LeaseOwner.Service, stoppingToken, isSearch: true), process, holdsSlot: false));
        }
    }

    private async Task RunAsync(Job job, IWorker worker, bool holdsSlot)
    {
        await Task.Yield();
        using var run = runs.Begin(job);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Stopped, runs.Ending);
        try
        {
            // Cancelled in the moment before it could be stopped.
            if ((await store.GetAsync(job.Id, stop.Token)).State == JobState.Cancelling)
            {
                await runner.CancelAsync(job);
                return;
            }

            var left = run.Job = job.IsTrained ? job
                : job.Spec.Search is not null ? await searches.RunAsync(job, stop.Token)
                : await runner.TrainAsync(job, worker, stop.Token);
            worker.Release();
            ReleaseSlot(ref holdsSlot);
            if (left is { IsTrained: true, IsFinal: false })
            {
                await runner.RegisterAsync(left, stop.Token);
            }
            else if (left.State == JobState.Queued)
            {
                queue.Wake();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (!runs.Ending.IsCancellationRequested)
            {
                await EndAsync(run.Job, () => LeaveAsync(run.Job));
            }
        }
        catch (LeaseLostException lost)
        {
            LogLost(lost.Message);
        }
        catch (MaasException error) when (error.Code == MaasErrorCode.Unavailable)
        {
            LogAway(job.Name, error.Message);
            await EndAsync(run.Job, () => runner.RequeueAsync(run.Job));
            queue.Wake();
        }
        catch (Exception error)
        {
            LogBug(job.Name, error);
            await EndAsync(run.Job, () => runner.FailAsync(run.Job, TrainingErrors.InternalError()));
        }
        finally
        {
            runs.End(run);
            worker.Release();
            ReleaseSlot(ref holdsSlot);
        }
    }

    // Stopped by a cancel; or else because somebody seems to have it, and if nobody has, it is anybody's.
    private async Task LeaveAsync(Job job)
    {
        var current = await store.FindAsync(job.Id, CancellationToken.None);
        if (current is null or { State: JobState.Cancelling })
        {
            await runner.CancelAsync(job);
            return;
        }

        await runner.RequeueAsync(job);
        queue.Wake();
    }

    private async Task EndAsync(Job job, Func<Task> end)
    {
        try
        {
            await end();
        }
        catch (LeaseLostException lost)
        {
            LogLost(lost.Message);
        }
        catch (Exception error)
        {
            // The store itself is at fault: the job stays as it is until its lease runs out.
            LogBug(job.Name, error);
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await store.ReleaseAsync(LeaseOwner.Service, CancellationToken.None);
        }
        catch (MaasException error) when (error.Code == MaasErrorCode.Unavailable)
        {
            LogNotReleased(error.Message);
        }
    }

    private void ReleaseSlot(ref bool holdsSlot)
    {
        if (holdsSlot)
        {
            holdsSlot = false;
            _slots.Release();
        }
    }

    private void Track(Task task)
    {
        _running[task] = true;
        _ = task.ContinueWith(
            ended => _running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    [LoggerMessage(1, LogLevel.Information, "{Problem} What was done of it here is left.")]
    private partial void LogLost(string problem);

    [LoggerMessage(2, LogLevel.Error, "{Job} ran into a bug.")]
    private partial void LogBug(string job, Exception error);

    [LoggerMessage(5, LogLevel.Information, "The workers of this service train on {Devices}.")]
    private partial void LogDevices(string devices);

    [LoggerMessage(4, LogLevel.Warning, "{Job} goes back into the queue: {Problem}")]
    private partial void LogAway(string job, string problem);

    [LoggerMessage(3, LogLevel.Warning, "The jobs held here go to others only when their leases run out: {Problem}")]
    private partial void LogNotReleased(string problem);
}

using System.Collections.Concurrent;
using Maas.Training.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs;

/// <summary>
/// Gives queued jobs to workers, oldest first, as many at a time as there are slots. What a dead process left is taken
/// up again before the first call is answered: trained jobs are registered, running ones go back into the queue.
/// Thread-safe.
/// </summary>
internal sealed partial class JobScheduler(
    JobStore store,
    JobBoard board,
    JobFiles files,
    JobRunner runner,
    TrainingFolder folder,
    IOptions<TrainingOptions> options,
    TimeProvider clock,
    ILogger<JobScheduler> logger) : BackgroundService
{
    // Restarts of the service are not the job's fault, but a job that brings the service down must end some day.
    private const int MaxAttempts = 50;

    // What other services on the same folder may still use.
    private static readonly TimeSpan LongestCall = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _stops = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly SemaphoreSlim _slots = new(options.Value.WorkerSlots, options.Value.WorkerSlots);
    private readonly SemaphoreSlim _wake = new(0);
    private IReadOnlyList<Job> _trained = [];

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        folder.Clean(olderThan: options.Value.IsShared ? clock.GetUtcNow() - LongestCall : DateTimeOffset.MaxValue);
        await RecoverAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Says that a job may wait.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Stops what runs of a job that was marked as cancelling.</summary>
    public void Cancel(string id)
    {
        if (!_stops.TryGetValue(id, out var stop))
        {
            return;
        }

        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _slots.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var job in _trained)
            {
                Track(RunAsync(job, stoppingToken));
            }

            while (true)
            {
                await _slots.WaitAsync(stoppingToken);
                Track(RunAsync(await ClaimAsync(stoppingToken), stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Workers are killed and their jobs go back into the queue at the next start.
        }

        await Task.WhenAll(_running.Keys);
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var folders = files.List();
        var jobs = await store.ListUnfinishedAsync(cancellationToken);
        files.KeepOnly(folders, jobs);
        var trained = new List<Job>();
        foreach (var job in jobs)
        {
            board.TryAdd(job);
            switch (job)
            {
                case { State: JobState.Cancelling }:
                    await runner.CancelAsync(job);
                    break;
                case { State: JobState.Running, IsTrained: true }:
                    trained.Add(job);
                    break;
                case { State: JobState.Running, AttemptCount: >= MaxAttempts }:
                    await runner.FailAsync(job, TrainingErrors.Interrupted(job.AttemptCount));
                    break;
                case { State: JobState.Running }:
                    await runner.RequeueAsync(job);
                    break;
            }
        }

        _trained = trained;
        LogRecovered(jobs.Count, trained.Count);
    }

    private async Task<Job> ClaimAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await store.ClaimNextAsync(cancellationToken) is { } job)
            {
                board.Store(job);
                return job;
            }

            await _wake.WaitAsync(cancellationToken);
        }
    }

    private async Task RunAsync(Job job, CancellationToken stoppingToken)
    {
        await Task.Yield();
        var holdsSlot = !job.IsTrained;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        _stops[job.Id] = stop;
        try
        {
            // Cancelled in the moment before it could be stopped.
            if ((await store.GetAsync(job.Id, stop.Token)).State == JobState.Cancelling)
            {
                await runner.CancelAsync(job);
                return;
            }

            var left = holdsSlot ? await runner.TrainAsync(job, stop.Token) : job;
            ReleaseSlot(ref holdsSlot);
            if (left.IsTrained)
            {
                await runner.RegisterAsync(left, stop.Token);
            }
            else if (left.State == JobState.Queued)
            {
                Wake();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                await runner.CancelAsync(job);
            }
        }
        catch (Exception error)
        {
            LogBug(job.Name, error);
            await FailAsync(job);
        }
        finally
        {
            _stops.TryRemove(job.Id, out _);
            ReleaseSlot(ref holdsSlot);
        }
    }

    private async Task FailAsync(Job job)
    {
        try
        {
            await runner.FailAsync(job, TrainingErrors.InternalError());
        }
        catch (Exception error)
        {
            // The store itself is at fault: the job stays as it is until the next start.
            LogBug(job.Name, error);
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

    [LoggerMessage(1, LogLevel.Information, "Found {Unfinished} unfinished jobs, {Trained} of them only to be registered.")]
    private partial void LogRecovered(int unfinished, int trained);

    [LoggerMessage(2, LogLevel.Error, "{Job} ran into a bug.")]
    private partial void LogBug(string job, Exception error);
}

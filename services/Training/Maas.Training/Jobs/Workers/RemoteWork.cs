using System.Collections.Concurrent;
using Maas.Training.Plans;

namespace Maas.Training.Jobs.Workers;

/// <summary>
/// One attempt that a worker on another machine makes, as the service sees it: it ends when the worker says so. Thread-safe.
/// </summary>
/// <param name="job">Claimed for that worker.</param>
/// <param name="serviceEnding">When the service goes down, the worker goes on, and tells the next one.</param>
internal sealed class RemoteWork(Job job, CancellationToken serviceEnding) : IWorker
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<JobFolder?> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<WorkerEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<WorkerProgress>? _onProgress;
    private long _lastRenewed;

    /// <summary>The job, as it was claimed.</summary>
    public Job Job => job;

    /// <summary>When its lease was last renewed, by the clock's timestamp; 0 when this process has not done so.</summary>
    public long LastRenewed
    {
        get => Volatile.Read(ref _lastRenewed);
        set => Volatile.Write(ref _lastRenewed, value);
    }

    /// <summary>The folder, once the plan is in it; null when the job ended before.</summary>
    public Task<JobFolder?> Begun => _begun.Task;

    /// <summary>Completes when the worker shall stop.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Completes when what became of the attempt is written down, or will not be.</summary>
    public Task Released => _released.Task;

    /// <summary>Is held by who brings a file.</summary>
    public SemaphoreSlim TurnOf(string file) => _turns.GetOrAdd(file, _ => new SemaphoreSlim(1, 1));

    /// <inheritdoc/>
    public async Task<WorkerEnd> RunAsync(
        JobFolder folder, Action<WorkerProgress> onProgress, CancellationToken cancellationToken)
    {
        Listen(onProgress);
        _begun.TrySetResult(folder);
        try
        {
            return await _end.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!serviceEnding.IsCancellationRequested)
        {
            _stopped.TrySetResult();
            throw;
        }
        finally
        {
            Listen(null);
        }
    }

    /// <summary>Takes a line of progress; what is something else is passed over.</summary>
    public void Report(string line)
    {
        lock (_lock)
        {
            if (_onProgress is { } report && WorkerProgress.TryParse(line, out var progress))
            {
                report(progress);
            }
        }
    }

    /// <summary>Takes the end.</summary>
    public void Finish(WorkerEnd end) => _end.TrySetResult(end);

    /// <inheritdoc/>
    public void Release()
    {
        _begun.TrySetResult(null);
        _released.TrySetResult();
    }

    private void Listen(Action<WorkerProgress>? onProgress)
    {
        lock (_lock)
        {
            _onProgress = onProgress;
        }
    }
}

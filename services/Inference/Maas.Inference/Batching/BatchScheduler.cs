using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Batching;

/// <summary>
/// Lets the requests of one version run: in the order of <see cref="JobOrder"/>, several in one run when they wait together, as many runs
/// at once as there are instances. An idle instance never waits, unless the settings tell it to. Thread-safe.
/// </summary>
/// <remarks>
/// A request that finds an idle instance and nobody else runs where it is, without a change of threads. Otherwise an instance begins on
/// the thread pool, behind the requests that are being read at that moment, and takes what they put into the queue.
/// </remarks>
internal sealed class BatchScheduler : IThreadPoolWorkItem
{
    // A scheduler without work is looked at so many times more: it will have work again soon.
    private const int IdleLooks = 100;

    private readonly Lock _lock = new();
    private readonly JobQueue _queue = new();
    private readonly BatchPool _batches;
    private readonly SchedulingOptions _options;
    private readonly BatchExecution _execution;
    private readonly JobRules _rules;
    private readonly BatchFilling _filling;
    private readonly RunWatch _watch;
    private readonly TimeProvider _clock;
    private readonly ITimer? _delay;
    private readonly int _instances;
    private volatile bool _isWatched;
    private int _idle;
    private int _holds;
    private int _idleLooks;

    public BatchScheduler(
        ServedModel model, BatchExecution execution, SchedulingOptions options, int instances, RunWatch watch, TimeProvider clock)
    {
        (_execution, _options, _watch, _clock) = (execution, options, watch, clock);
        Device = model.Device;
        _batches = new BatchPool(Keep);
        _instances = _idle = instances;
        _rules = new JobRules(model, options, _queue, instances, clock);
        _filling = new BatchFilling(_queue, _rules, model.RunTimes, options);
        _delay = options.MaxBatchDelay > TimeSpan.Zero
            ? clock.CreateTimer(static state => ((BatchScheduler)state!).BeginSome(1), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
            : null;
    }

    /// <summary>What may be put into one run now.</summary>
    public BatchLimits Limits => _execution.Limits;

    /// <summary>What the model runs on.</summary>
    public string Device { get; }

    /// <summary>Requests that wait.</summary>
    public int QueuedRequests
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Runs a job; its outputs can be read when the task is over.</summary>
    /// <exception cref="MaasException">
    /// <c>LIMIT_REACHED</c>: the queue is full, or the job waited too long; <c>DEADLINE_UNREACHABLE</c>; <c>EXECUTION_FAILED</c>.
    /// </exception>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public ValueTask RunAsync(InferJob job)
    {
        job.Cancellation.ThrowIfCancellationRequested();
        var task = job.Task();
        if (TryBeginAlone(job) is { } batch)
        {
            Run(batch);
        }

        return task;
    }

    /// <summary>Keeps all instances from beginning until it is disposed; what runs goes on.</summary>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _holds++;
        }

        return new Held(this);
    }

    /// <summary>Drops from the queue, and stops, what nobody waits for any more.</summary>
    /// <returns>Whether there has been work lately.</returns>
    public bool Sweep()
    {
        var now = _clock.GetTimestamp();
        var over = new List<InferJob>();
        var isWatched = true;
        lock (_lock)
        {
            if (_queue.Count > 0)
            {
                _queue.RemoveWhere(job => _rules.ReasonToDrop(job, now) is not null, over);
            }

            _batches.StopAbandoned(now);
            _idleLooks = _queue.Count == 0 && _idle == _instances ? _idleLooks + 1 : 0;
            if (_idleLooks > IdleLooks)
            {
                (_idleLooks, _isWatched, isWatched) = (0, false, false);
            }
        }

        over.ForEach(job => job.Fail(_rules.ReasonToDrop(job, now)!));
        return isWatched;
    }

    /// <summary>One instance takes a batch and runs it.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Batch batch;
        lock (_lock)
        {
            if (_holds > 0)
            {
                _idle++;
                return;
            }

            var now = _clock.GetTimestamp();
            batch = _batches.Rent();
            _filling.Fill(batch, _execution.Limits.MaxRows, now);

            // What was left behind may be due too.
            Begin(now);
        }

        Run(batch);
    }

    /// <returns>A batch of this job alone that runs now; null when the job waits in the queue.</returns>
    private Batch? TryBeginAlone(InferJob job)
    {
        Batch? batch = null;
        MaasException? refusal;
        var now = _clock.GetTimestamp();
        lock (_lock)
        {
            refusal = _rules.ReasonToRefuse(job, _execution.Limits.MaxRows, isIdle: _idle > 0 && _holds == 0, now);
            if (refusal is not null)
            {
                // Thrown where nobody waits for the lock.
            }
            else if (_idle > 0 && _queue.Count == 0 && _holds == 0 && _delay is null && IsNobodyElseHere())
            {
                batch = _batches.Rent();
                _idle--;
                job.Times.Taken = now;
                batch.Add(job);
            }
            else
            {
                _queue.Add(job);
                Begin(now);
            }
        }

        if (refusal is not null)
        {
            throw refusal;
        }

        if (!_isWatched)
        {
            WatchFromNowOn();
        }

        return batch;
    }

    private void Run(Batch batch)
    {
        var result = batch.Jobs.Count > 0 ? _execution.Compute(batch) : null;

        // The next batch begins, on another thread, before the answers of this one are written.
        lock (_lock)
        {
            _idle++;
            Begin(_clock.GetTimestamp());
        }

        foreach (var (job, reason) in batch.Dropped)
        {
            job.Fail(reason);
        }

        if (result is not null)
        {
            batch.Telling.Begin(result);
        }
        else
        {
            Keep(batch);
        }
    }

    // Requests that were read from a connection and wait for a thread will be here in a moment.
    private static bool IsNobodyElseHere() => ThreadPool.PendingWorkItemCount == 0;

    private void BeginSome(int instances)
    {
        lock (_lock)
        {
            for (var i = 0; i < instances; i++)
            {
                Begin(_clock.GetTimestamp());
            }
        }
    }

    /// <summary>Lets one idle instance begin when there is work for it. Called with the lock.</summary>
    private void Begin(long now)
    {
        if (_idle == 0 || _holds > 0 || _queue.MostUrgent() is not { } shape)
        {
            return;
        }

        if (_delay is not null && shape.RowCount < _filling.RowLimit(shape.RowCount, _execution.Limits.MaxRows))
        {
            var left = _options.MaxBatchDelay - _clock.GetElapsedTime(shape.First.Times.Read, now);
            if (left > TimeSpan.Zero)
            {
                _delay.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        _idle--;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Keep(Batch batch)
    {
        lock (_lock)
        {
            _batches.Return(batch);
        }
    }

    private void WatchFromNowOn()
    {
        lock (_lock)
        {
            if (_isWatched)
            {
                return;
            }

            _isWatched = true;
        }

        _watch.Add(this);
    }

    private void Release()
    {
        lock (_lock)
        {
            _holds--;
        }

        BeginSome(_instances);
    }

    private sealed class Held(BatchScheduler scheduler) : IDisposable
    {
        private BatchScheduler? _scheduler = scheduler;

        public void Dispose() => Interlocked.Exchange(ref _scheduler, null)?.Release();
    }
}

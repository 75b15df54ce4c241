using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Batching;

/// <summary>
/// Jobs that share a run. Used again and again, by one instance at a time; only <see cref="StopIfAbandoned"/> may come from elsewhere.
/// </summary>
internal sealed class Batch
{
    private readonly Lock _lock = new();
    private bool _isRunning;
    private InferJob? _alone;

    /// <param name="told">Called when all jobs of a run were told.</param>
    public Batch(Action<Batch> told) => Telling = new BatchTelling(this, told);

    /// <summary>Gives the jobs their rows.</summary>
    public BatchTelling Telling { get; }

    /// <summary>Who takes part, in the order of their rows.</summary>
    public List<InferJob> Jobs { get; } = [];

    /// <summary>Jobs that were taken off the queue and must not run, with the reason.</summary>
    public List<(InferJob Job, Exception Reason)> Dropped { get; } = [];

    /// <summary>Rows of all jobs.</summary>
    public long RowCount { get; private set; }

    /// <summary>The first deadline of all jobs.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>Why it holds no more.</summary>
    public BatchClosing Closing { get; set; }

    /// <summary>What stops its run.</summary>
    public RunOptions Options { get; } = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <summary>Whether the run was stopped because nobody waits for it.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>Adds a job behind the others.</summary>
    public void Add(InferJob job)
    {
        job.FirstRow = RowCount;
        Jobs.Add(job);
        RowCount += job.RowCount;
        Deadline = Math.Min(Deadline, job.Deadline);
    }

    /// <summary>From here on the jobs stay as they are, and the run may be stopped.</summary>
    public void Begin()
    {
        var run = JobRun.Of(Jobs, RowCount, Closing);
        foreach (var job in Jobs)
        {
            job.Run = run;
        }

        lock (_lock)
        {
            _isRunning = true;
        }
    }

    /// <summary>As <see cref="Begin"/>, for a run of one of its jobs; what became of the runs before does not matter to it.</summary>
    public void BeginAlone(InferJob job)
    {
        lock (_lock)
        {
            LetRun();
            (_isRunning, _alone) = (true, job);
        }
    }

    /// <summary>The run is over, and cannot be stopped any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            (_isRunning, _alone) = (false, null);
        }
    }

    /// <summary>Stops the run after the operator it is in, when nobody waits for any of its jobs. Thread-safe.</summary>
    /// <param name="now">Timestamp; jobs whose deadline it has passed are waited for by nobody.</param>
    public void StopIfAbandoned(long now)
    {
        lock (_lock)
        {
            if (!_isRunning || WasStopped)
            {
                return;
            }

            if (_alone is not null ? IsWaitedFor(_alone, now) : Jobs.Exists(job => IsWaitedFor(job, now)))
            {
                return;
            }

            WasStopped = true;
            Options.Terminate = true;
        }
    }

    /// <summary>Empties it for the next use.</summary>
    public void Clear()
    {
        Jobs.Clear();
        Dropped.Clear();
        (RowCount, Deadline, Closing) = (0, long.MaxValue, default);
        LetRun();
    }

    private void LetRun()
    {
        if (WasStopped)
        {
            Options.Terminate = false;
            WasStopped = false;
        }
    }

    private static bool IsWaitedFor(InferJob job, long now) => job.Deadline > now && !job.Cancellation.IsCancellationRequested;
}

/// <summary>Why a batch took no more jobs.</summary>
internal enum BatchClosing
{
    /// <summary>Nothing more waited.</summary>
    Drained,

    /// <summary>It holds as many rows as may be.</summary>
    Full,

    /// <summary>It holds a preferred number of rows.</summary>
    Preferred,

    /// <summary>What waits has another shape.</summary>
    Shape,

    /// <summary>With one more, a deadline would have been missed.</summary>
    Deadline,
}

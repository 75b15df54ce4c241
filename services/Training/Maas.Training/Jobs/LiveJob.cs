namespace Maas.Training.Jobs;

/// <summary>One unfinished job in memory, where watchers wait for its next change. Thread-safe.</summary>
internal sealed class LiveJob(Job job)
{
    private readonly Lock _lock = new();
    private Job _current = job;
    private TaskCompletionSource _changed = NewSignal();
    private Action<Job>? _followers;

    /// <summary>The job as it is now.</summary>
    public Job Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>Calls with the job now and at every change, in order. Must return at once.</summary>
    public void Follow(Action<Job> onChange)
    {
        lock (_lock)
        {
            onChange(_current);
            _followers += onChange;
        }
    }

    /// <summary>The job as it is now, and what completes at its next change.</summary>
    public (Job Job, Task Changed) Snapshot()
    {
        lock (_lock)
        {
            return (_current, _changed.Task);
        }
    }

    /// <summary>Takes over what was stored, unless something newer came first. Live progress of the same attempt stays.</summary>
    public void Store(Job stored)
    {
        lock (_lock)
        {
            if (stored.Revision <= _current.Revision)
            {
                return;
            }

            // What is stored now and then is older than what came in the meantime.
            var keepsProgress = stored.AttemptCount == _current.AttemptCount
                && (stored.State == JobState.Cancelling
                    || (stored.State == JobState.Running && _current.State == JobState.Running && stored.Progress.Ratio < _current.Progress.Ratio));
            Set(keepsProgress ? stored with { Progress = _current.Progress } : stored);
        }
    }

    /// <summary>Takes over progress that is not stored.</summary>
    public void Report(JobProgress progress)
    {
        lock (_lock)
        {
            if (!_current.IsFinal && _current.Progress != progress)
            {
                Set(_current with { Progress = progress });
            }
        }
    }

    private void Set(Job job)
    {
        _current = job;
        _changed.SetResult();
        _changed = NewSignal();
        _followers?.Invoke(job);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

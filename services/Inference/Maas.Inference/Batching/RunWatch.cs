namespace Maas.Inference.Batching;

/// <summary>
/// Looks every 10 ms at the schedulers that have work: what nobody waits for any more leaves their queues, or is stopped. So no request
/// pays for a timer or a registration of its own. Thread-safe.
/// </summary>
internal sealed class RunWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly List<BatchScheduler> _watched = [];

    public RunWatch(TimeProvider clock) =>
        _timer = clock.CreateTimer(static watch => ((RunWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Begins to look at a scheduler.</summary>
    public void Add(BatchScheduler scheduler)
    {
        lock (_lock)
        {
            _watched.Add(scheduler);
            if (_watched.Count == 1)
            {
                _timer.Change(Period, Period);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        List<BatchScheduler> schedulers;
        lock (_lock)
        {
            schedulers = [.. _watched];
        }

        var idle = schedulers.FindAll(scheduler => !scheduler.Sweep());
        if (idle.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var scheduler in idle)
            {
                _watched.Remove(scheduler);
            }

            if (_watched.Count == 0)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }
}

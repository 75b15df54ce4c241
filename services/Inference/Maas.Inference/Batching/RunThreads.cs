namespace Maas.Inference.Batching;

/// <summary>
/// Gives the thread pool one thread more for each long run that is under way. A run keeps its thread, and the pool starts with as many as
/// there are processors and is slow to add more: on two, one run of 10 ms after the other made requests and answers wait for 20 to 30 ms
/// (median). Thread-safe.
/// </summary>
/// <remarks>Threads are never taken away again: one that has nothing to do costs nothing.</remarks>
internal sealed class RunThreads(TimeProvider clock)
{
    // A shorter run is over before another thread would have begun.
    private readonly long _longRun = clock.TimestampFrequency / 1000;
    private readonly Lock _lock = new();
    private int _longRuns;
    private int _extra;

    /// <summary>Whether a run keeps its thread for long; then <see cref="Begin"/> and <see cref="End"/> go around it.</summary>
    /// <param name="ticks">How long it may take, in ticks of the clock.</param>
    public bool IsLong(long ticks) => ticks >= _longRun;

    /// <summary>A long run begins on a thread of the pool.</summary>
    public void Begin()
    {
        var running = Interlocked.Increment(ref _longRuns);
        if (running > Volatile.Read(ref _extra))
        {
            Add(running);
        }
    }

    /// <summary>A long run is over.</summary>
    public void End() => Interlocked.Decrement(ref _longRuns);

    private void Add(int wanted)
    {
        lock (_lock)
        {
            if (wanted > _extra)
            {
                ThreadPool.GetMinThreads(out var workers, out var ports);
                ThreadPool.SetMinThreads(workers + wanted - _extra, ports);
                Volatile.Write(ref _extra, wanted);
            }
        }
    }
}

namespace Maas.Inference.Batching;

/// <summary>The batches of one scheduler, used again and again. Called with the scheduler's lock.</summary>
/// <param name="told">Called, without the lock, when all jobs of a batch were told.</param>
internal sealed class BatchPool(Action<Batch> told)
{
    private readonly List<Batch> _all = [];
    private readonly Stack<Batch> _spare = new();

    /// <summary>An empty one.</summary>
    public Batch Rent()
    {
        if (_spare.TryPop(out var batch))
        {
            return batch;
        }

        batch = new Batch(told);
        _all.Add(batch);
        return batch;
    }

    /// <summary>Takes one back.</summary>
    public void Return(Batch batch)
    {
        batch.Clear();
        _spare.Push(batch);
    }

    /// <summary>Stops the runs that nobody waits for.</summary>
    public void StopAbandoned(long now) => _all.ForEach(batch => batch.StopIfAbandoned(now));
}

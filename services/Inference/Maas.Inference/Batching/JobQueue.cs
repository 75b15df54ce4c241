namespace Maas.Inference.Batching;

/// <summary>
/// Jobs that wait for one version, the most urgent first, apart by shape: jobs of one shape can share a run. Not thread-safe.
/// </summary>
internal sealed class JobQueue
{
    private readonly List<ShapeQueue> _shapes = [];
    private readonly Stack<ShapeQueue> _spare = [];
    private long _arrivals;

    /// <summary>Jobs that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Rows that wait.</summary>
    public long RowCount { get; private set; }

    /// <summary>Bytes of the inputs that wait.</summary>
    public long InputBytes { get; private set; }

    /// <summary>Adds a job.</summary>
    public void Add(InferJob job)
    {
        ShapeOf(job).Add(job, new JobOrder(job.Priority, job.Deadline, _arrivals++));
        Account(job, +1);
    }

    /// <summary>The jobs that go with the most urgent one, the most urgent first; null when none waits.</summary>
    public ShapeQueue? MostUrgent()
    {
        ShapeQueue? first = null;
        var best = default(JobOrder);
        foreach (var shape in _shapes)
        {
            if (shape.TryPeek(out _, out var order) && (first is null || order.CompareTo(best) < 0))
            {
                (first, best) = (shape, order);
            }
        }

        return first;
    }

    /// <summary>Takes the first job off its shape.</summary>
    public InferJob Take(ShapeQueue shape)
    {
        var job = shape.Take();
        Account(job, -1);
        if (shape.Count == 0)
        {
            _shapes.Remove(shape);
            _spare.Push(shape);
        }

        return job;
    }

    /// <summary>Takes out all jobs that are not worth waiting for.</summary>
    public void RemoveWhere(Predicate<InferJob> isOver, List<InferJob> removed)
    {
        for (var i = _shapes.Count - 1; i >= 0; i--)
        {
            var shape = _shapes[i];
            var first = removed.Count;
            shape.RemoveWhere(isOver, removed);
            for (var over = first; over < removed.Count; over++)
            {
                Account(removed[over], -1);
            }

            if (shape.Count == 0)
            {
                _shapes.RemoveAt(i);
                _spare.Push(shape);
            }
        }
    }

    private ShapeQueue ShapeOf(InferJob job)
    {
        foreach (var shape in _shapes)
        {
            if (shape.First.CanShareRunWith(job))
            {
                return shape;
            }
        }

        var added = _spare.TryPop(out var spare) ? spare : new ShapeQueue();
        _shapes.Add(added);
        return added;
    }

    private void Account(InferJob job, int sign)
    {
        Count += sign;
        RowCount += sign * job.RowCount;
        InputBytes += sign * job.InputBytes;
    }
}

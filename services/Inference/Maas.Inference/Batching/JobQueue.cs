namespace Maas.Inference.Batching;

/// <summary>
/// Jobs that wait for one version, the most urgent first, apart by shape: jobs of one shape can share a run. Not thread-safe.
/// </summary>
internal sealed class JobQueue
{
    private readonly List<PriorityQueue<InferJob, JobOrder>> _shapes = [];
    private readonly Stack<PriorityQueue<InferJob, JobOrder>> _spare = [];
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
        ShapeOf(job).Enqueue(job, new JobOrder(job.Priority, job.Deadline, _arrivals++));
        Account(job, +1);
    }

    /// <summary>The jobs that go with the most urgent one, the most urgent first; null when none waits.</summary>
    public PriorityQueue<InferJob, JobOrder>? MostUrgent()
    {
        PriorityQueue<InferJob, JobOrder>? first = null;
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
    public InferJob Take(PriorityQueue<InferJob, JobOrder> shape)
    {
        var job = shape.Dequeue();
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
            var kept = new List<(InferJob, JobOrder)>(shape.Count);
            foreach (var (job, order) in shape.UnorderedItems)
            {
                if (isOver(job))
                {
                    removed.Add(job);
                    Account(job, -1);
                }
                else
                {
                    kept.Add((job, order));
                }
            }

            if (kept.Count == shape.Count)
            {
                continue;
            }

            shape.Clear();
            shape.EnqueueRange(kept);
            if (kept.Count == 0)
            {
                _shapes.RemoveAt(i);
                _spare.Push(shape);
            }
        }
    }

    private PriorityQueue<InferJob, JobOrder> ShapeOf(InferJob job)
    {
        foreach (var shape in _shapes)
        {
            if (shape.Peek().CanShareRunWith(job))
            {
                return shape;
            }
        }

        var added = _spare.TryPop(out var spare) ? spare : new PriorityQueue<InferJob, JobOrder>();
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

using System.Diagnostics.CodeAnalysis;

namespace Maas.Inference.Batching;

/// <summary>Jobs that can share a run, the most urgent first. Not thread-safe.</summary>
internal sealed class ShapeQueue
{
    private readonly PriorityQueue<InferJob, JobOrder> _jobs = new();

    /// <summary>Jobs that wait.</summary>
    public int Count => _jobs.Count;

    /// <summary>Rows that wait.</summary>
    public long RowCount { get; private set; }

    /// <summary>The most urgent one; there must be one.</summary>
    public InferJob First => _jobs.Peek();

    /// <summary>Adds a job.</summary>
    public void Add(InferJob job, JobOrder order)
    {
        _jobs.Enqueue(job, order);
        RowCount += job.RowCount;
    }

    /// <summary>Looks at the most urgent one.</summary>
    public bool TryPeek([NotNullWhen(true)] out InferJob? job, out JobOrder order) => _jobs.TryPeek(out job, out order);

    /// <summary>Takes the most urgent one.</summary>
    public InferJob Take()
    {
        var job = _jobs.Dequeue();
        RowCount -= job.RowCount;
        return job;
    }

    /// <summary>Takes out all jobs that are not worth waiting for.</summary>
    public void RemoveWhere(Predicate<InferJob> isOver, List<InferJob> removed)
    {
        var kept = new List<(InferJob, JobOrder)>(_jobs.Count);
        foreach (var (job, order) in _jobs.UnorderedItems)
        {
            if (isOver(job))
            {
                removed.Add(job);
                RowCount -= job.RowCount;
            }
            else
            {
                kept.Add((job, order));
            }
        }

        if (kept.Count < _jobs.Count)
        {
            _jobs.Clear();
            _jobs.EnqueueRange(kept);
        }
    }
}

namespace Maas.Inference.Batching;

/// <summary>Chooses the jobs of the next batch. Called with the scheduler's lock.</summary>
internal sealed class BatchFilling(JobQueue queue, JobRules rules, RunTimes times, SchedulingOptions options)
{
    /// <summary>Takes jobs of one shape, the most urgent first; those that are not worth a run are dropped.</summary>
    /// <param name="batch">Empty.</param>
    /// <param name="maxRows">Most rows of several jobs together.</param>
    /// <param name="now">Timestamp.</param>
    public void Fill(Batch batch, int maxRows, long now)
    {
        var refusedRows = 0;
        while (batch.Jobs.Count == 0 && queue.MostUrgent() is { } shape)
        {
            var limit = RowLimit(shape.RowCount, maxRows);
            while (shape.TryPeek(out var job, out _))
            {
                if (rules.ReasonToDrop(job, now) is { } reason)
                {
                    batch.Dropped.Add((queue.Take(shape), reason));
                    continue;
                }

                if (rules.ReasonNotToBegin(job, now) is { } refusal)
                {
                    refusedRows = job.RowCount;
                    batch.Dropped.Add((queue.Take(shape), refusal));
                    continue;
                }

                if (batch.Jobs.Count > 0 && Closing(batch, job, limit, maxRows, now) is { } closing)
                {
                    batch.Closing = closing;
                    return;
                }

                job.Times.Taken = now;
                batch.Add(queue.Take(shape));
            }
        }

        if (batch.Jobs.Count == 0 && refusedRows > 0)
        {
            // Without a run nothing new is learned, so the estimate gives way.
            times.Soften(refusedRows);
        }

        batch.Closing = queue.Count > 0 ? BatchClosing.Shape : BatchClosing.Drained;
    }

    /// <summary>The largest preferred number of rows that can be filled, else the most there may be.</summary>
    /// <param name="waiting">Rows that wait.</param>
    /// <param name="maxRows">Most rows of several jobs together.</param>
    public int RowLimit(long waiting, int maxRows)
    {
        var best = 0;
        foreach (var preferred in options.PreferredBatchRows)
        {
            best = preferred <= Math.Min(waiting, maxRows) ? Math.Max(best, preferred) : best;
        }

        return best > 0 ? best : maxRows;
    }

    /// <summary>Why a batch cannot take one more job; null when it can.</summary>
    private BatchClosing? Closing(Batch batch, InferJob job, int limit, int maxRows, long now)
    {
        var rows = batch.RowCount + job.RowCount;
        if (!job.IsRowWise || rows > limit)
        {
            return limit < maxRows ? BatchClosing.Preferred : BatchClosing.Full;
        }

        var deadline = Math.Min(batch.Deadline, job.Deadline);
        return deadline != long.MaxValue && now + times.Bound(rows) > deadline ? BatchClosing.Deadline : null;
    }
}

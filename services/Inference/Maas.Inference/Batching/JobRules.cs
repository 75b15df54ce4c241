using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Batching;

/// <summary>Which jobs may wait, and which are not worth waiting for. Called with the scheduler's lock.</summary>
internal sealed class JobRules(
    ServedModel model, SchedulingOptions options, JobQueue queue, int instances, TimeProvider clock)
{
    // Of the time that a request allows, a tenth is for the way of its answer and for the estimates to be wrong by.
    private const int ReserveShare = 10;

    private readonly RunTimes _times = model.RunTimes;
    private readonly long _maxReserve = clock.TimestampFrequency / 100;

    /// <summary>Why a job cannot be taken: the queue has no room for it, or its deadline cannot be met. Null when it can.</summary>
    /// <param name="job">It came just now.</param>
    /// <param name="maxRows">Most rows of one run.</param>
    /// <param name="isIdle">Whether an instance is idle.</param>
    /// <param name="now">Timestamp.</param>
    /// <returns><c>LIMIT_REACHED</c> or <c>DEADLINE_UNREACHABLE</c>.</returns>
    public MaasException? ReasonToRefuse(InferJob job, int maxRows, bool isIdle, long now)
    {
        var mustWait = !isIdle || queue.Count > 0;
        if (mustWait && queue.Count >= options.MaxQueuedRequests)
        {
            return InferenceErrors.QueueFull(
                $"{options.MaxQueuedRequests} requests", "MaxQueuedRequests", options.MaxQueuedRequests, Elapsed(Wait(maxRows)));
        }

        if (mustWait && queue.InputBytes + job.InputBytes > options.MaxQueuedBytes)
        {
            return InferenceErrors.QueueFull(
                $"{options.MaxQueuedBytes} bytes of inputs", "MaxQueuedBytes", options.MaxQueuedBytes, Elapsed(Wait(maxRows)));
        }

        if (job.Deadline == long.MaxValue)
        {
            return null;
        }

        var end = mustWait ? Wait(maxRows) + Needed(job, hasRivals: queue.Count > 0) : 0;
        return now + end >= job.Deadline - (queue.Count > 0 ? Reserve(job) : 0)
            ? InferenceErrors.DeadlineUnreachable(model.Model, Elapsed(end))
            : null;
    }

    /// <summary>Why a job that waits has no need to any more; null when it has.</summary>
    public Exception? ReasonToDrop(InferJob job, long now)
    {
        if (job.Cancellation.IsCancellationRequested)
        {
            return new OperationCanceledException(job.Cancellation);
        }

        if (job.Deadline <= now)
        {
            return InferenceErrors.DeadlineUnreachable(model.Model, TimeSpan.Zero);
        }

        return job.QueueTimeout > TimeSpan.Zero && clock.GetElapsedTime(job.Times.Read, now) >= job.QueueTimeout
            ? InferenceErrors.QueueTimeout(job.QueueTimeout)
            : null;
    }

    /// <summary>Why a job must not begin now: it would end after its deadline. Null when it may.</summary>
    public MaasException? ReasonNotToBegin(InferJob job, long now)
    {
        if (job.Deadline == long.MaxValue)
        {
            return null;
        }

        var hasRivals = queue.Count > 1;
        var needed = Needed(job, hasRivals);
        return now + needed <= job.Deadline - (hasRivals ? Reserve(job) : 0)
            ? null
            : InferenceErrors.DeadlineUnreachable(model.Model, Elapsed(needed));
    }

    /// <summary>
    /// How long the run of a job may take. One that probably ends in time is worth a try; not so where others wait, who surely can.
    /// </summary>
    private long Needed(InferJob job, bool hasRivals) => hasRivals ? _times.Bound(job.RowCount) : _times.Estimate(job.RowCount);

    private long Reserve(InferJob job) => Math.Clamp((job.Deadline - job.Times.Read) / ReserveShare, 0, _maxReserve);

    /// <summary>How long what waits will take, in ticks: half of a run that is under way, and the runs before.</summary>
    private long Wait(int maxRows)
    {
        // A job of more rows than a run may have is one run.
        var rows = Math.Max(Math.Max(1, Math.Min(maxRows, queue.RowCount)), queue.RowCount / Math.Max(1, queue.Count));
        var run = _times.Estimate(rows);
        var runs = Math.Min(queue.Count, (queue.RowCount + rows - 1) / rows);
        return (run / 2) + (run * runs / instances);
    }

    private TimeSpan Elapsed(long ticks) => clock.GetElapsedTime(0, ticks);
}

using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Models;
using Maas.Inference.Sampling;

namespace Maas.Inference.Calls;

/// <summary>Writes down how calls ended: statistics, metrics, spans, and what Monitoring is told. Thread-safe.</summary>
internal sealed class CallRecords(
    CallStatistics statistics, InferenceMetrics metrics, ObservationBuffer observations, TimeProvider clock)
{
    /// <summary>A call ended well; its job can still be read.</summary>
    public void Succeeded(InferJob job)
    {
        var (arrived, now) = (job.Times.Arrived, clock.GetTimestamp());
        job.Times.Over = now;
        var times = new CallTimes(
            Read: clock.GetElapsedTime(arrived, job.Times.Read),
            Queue: clock.GetElapsedTime(job.Times.Read, job.Times.Taken),
            Form: clock.GetElapsedTime(job.Times.Taken, job.Times.Began),
            Run: clock.GetElapsedTime(job.Times.Began, job.Times.Ended),
            Total: clock.GetElapsedTime(arrived, now));
        statistics.Succeeded(job.Lease, job.RowCount, times);
        metrics.Succeeded(job.Lease, times);
        observations.Succeeded(job.Lease, job.RowCount, job.Run.RowCount, times, job, static job => job.Answer());
        CallSpans.Write(job, clock);
    }

    /// <summary>A call failed.</summary>
    public void Failed(InferJob job, MaasErrorCode code, string reason)
    {
        job.Times.Over = clock.GetTimestamp();
        var elapsed = clock.GetElapsedTime(job.Times.Arrived, job.Times.Over);
        statistics.Failed(job.Lease, code == MaasErrorCode.Cancelled, elapsed);
        metrics.Failed(job.Lease, reason, elapsed);
        observations.Failed(job.Lease, code);
        CallSpans.Write(job, clock, reason);
    }

    /// <summary>The second run of a request, on a version that does not answer, ended well; its job can still be read.</summary>
    public void ShadowSucceeded(InferJob job)
    {
        metrics.ShadowEnded(job.Lease, job.Model, "executed", "");

        // It waits behind all who wait for an answer: that is no part of its latency.
        var times = new CallTimes(
            Read: TimeSpan.Zero,
            Queue: TimeSpan.Zero,
            Form: clock.GetElapsedTime(job.Times.Taken, job.Times.Began),
            Run: clock.GetElapsedTime(job.Times.Began, job.Times.Ended),
            Total: clock.GetElapsedTime(job.Times.Taken));
        observations.Succeeded(job.Lease, job.RowCount, job.Run.RowCount, times, job, static job => job.Answer());
    }

    /// <summary>The second run of a request failed.</summary>
    public void ShadowFailed(InferJob job, MaasErrorCode code, string reason)
    {
        metrics.ShadowEnded(job.Lease, job.Model, "failed", reason);
        observations.Failed(job.Lease, code);
    }

    /// <summary>A request is not run a second time.</summary>
    public void ShadowDropped(ModelLease lease, ServedModel shadow, string reason) => metrics.ShadowEnded(lease, shadow, "dropped", reason);

    /// <summary>A run ended well; its jobs are not told yet.</summary>
    /// <param name="model">What ran.</param>
    /// <param name="times">Of any of the jobs.</param>
    /// <param name="rowCount">Rows of all jobs.</param>
    /// <param name="closing">Why it holds no more.</param>
    public void BatchRan(ServedModel model, JobTimes times, long rowCount, BatchClosing closing)
    {
        var form = clock.GetElapsedTime(times.Taken, times.Began);
        var run = clock.GetElapsedTime(times.Began, times.Ended);
        statistics.Ran(model, rowCount, form, run);
        metrics.BatchRan(model, rowCount, closing, form, run);
    }
}

using System.Diagnostics;

namespace Maas.Inference.Batching;

/// <summary>The run that a job takes part in, in words that outlive the batch.</summary>
/// <param name="RowCount">Rows of all its jobs.</param>
/// <param name="JobCount">Its jobs; 0 before there is a run.</param>
/// <param name="Closing">Why it took no more.</param>
/// <param name="Traced">Spans of those of its calls that are traced, itself among them, at most <see cref="MaxTraced"/>.</param>
internal readonly record struct JobRun(long RowCount, int JobCount, BatchClosing Closing, ActivityContext[] Traced)
{
    /// <summary>Most spans that are remembered: one, and 32 that it is linked with.</summary>
    public const int MaxTraced = 33;

    /// <summary>The run of these jobs together. Allocates nothing when none is traced.</summary>
    public static JobRun Of(List<InferJob> jobs, long rowCount, BatchClosing closing) => new(
        rowCount, jobs.Count, closing,
        jobs.Exists(static job => job.Span is not null)
            ? [.. jobs.Where(job => job.Span is not null).Select(job => job.Span!.Context).Take(MaxTraced)]
            : []);

    /// <summary>The run of a job after the run with the others failed.</summary>
    public static JobRun Alone(InferJob job, BatchClosing closing) => new(job.RowCount, 1, closing, []);
}

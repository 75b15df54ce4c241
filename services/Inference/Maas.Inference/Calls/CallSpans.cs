using System.Diagnostics;
using Maas.Inference.Batching;

namespace Maas.Inference.Calls;

/// <summary>
/// Traces: a span for each stage of a request, below the span of its call, made when it is known how the request ends. A request that
/// nobody traces costs a look and allocates nothing. Thread-safe.
/// </summary>
internal static class CallSpans
{
    private static readonly ActivitySource Source = new("Maas.Inference");

    /// <summary>Span of the call that runs here, when it is collected; null otherwise.</summary>
    public static Activity? Current => Source.HasListeners() && Activity.Current is { Recorded: true } span ? span : null;

    /// <summary>Makes the spans of a request that is over.</summary>
    /// <param name="job">Not reset yet.</param>
    /// <param name="clock">The clock of its times.</param>
    /// <param name="failure">Reason of the error, which is that of its last stage; empty when it ended well.</param>
    public static void Write(InferJob job, TimeProvider clock, string failure = "")
    {
        if (job.Span is { } call)
        {
            Write(job, call.Context, clock, failure);
        }
    }

    private static void Write(InferJob job, ActivityContext call, TimeProvider clock, string failure)
    {
        // Spans want the time of day.
        var (now, timestamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        var stages = job.Times.Stages().ToList();
        foreach (var (name, begin, end) in stages)
        {
            var isRun = name == "run";
            using var span = Source.StartActivity(
                name, ActivityKind.Internal, call, isRun ? TagsOfRun(job) : InferenceMetrics.Tags(job.Lease),
                isRun ? LinksOf(job.Run, call) : null, now - clock.GetElapsedTime(begin, timestamp));
            if (failure.Length > 0 && name == stages[^1].Name)
            {
                span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure);
            }

            span?.SetEndTime((now - clock.GetElapsedTime(end, timestamp)).UtcDateTime);
        }
    }

    private static TagList TagsOfRun(InferJob job)
    {
        var tags = InferenceMetrics.Tags(job.Lease);
        tags.Add("maas.batch.rows", job.Run.RowCount);
        tags.Add("maas.batch.jobs", job.Run.JobCount);
        tags.Add("maas.batch.closing", InferenceMetrics.NameOf(job.Run.Closing));
        return tags;
    }

    // Requests of one stream have one span.
    private static IEnumerable<ActivityLink> LinksOf(JobRun run, ActivityContext call) =>
        run.Traced.Where(other => other != call).Distinct().Take(JobRun.MaxTraced - 1).Select(other => new ActivityLink(other));
}

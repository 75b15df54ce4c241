using System.Globalization;
using Maas.Inference.Batching;

namespace Maas.Inference.Calls;

/// <summary>Where the time of one request went, in words for its caller.</summary>
/// <remarks>Source: W3C, "Server Timing", section 3: metrics with a duration in milliseconds, or a description.</remarks>
internal static class TimingText
{
    /// <summary>The stages it came to and the rows of its run, e.g. <c>read;dur=0.021, queue;dur=0.4</c>; empty when it came to none.</summary>
    /// <param name="job">Not reset yet.</param>
    /// <param name="clock">The clock of its times.</param>
    public static string Of(InferJob job, TimeProvider clock)
    {
        var stages = job.Times.Stages().Select(stage => string.Create(
            CultureInfo.InvariantCulture, $"{stage.Name};dur={clock.GetElapsedTime(stage.Begin, stage.End).TotalMilliseconds:0.###}"));
        return string.Join(", ", job.Run.JobCount > 0
            ? stages.Append(string.Create(CultureInfo.InvariantCulture, $"rows;desc={job.Run.RowCount}"))
            : stages);
    }
}

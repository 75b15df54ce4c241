using Grpc.Core;
using Maas.Statistics;

namespace Maas.Benchmarks.OpenLoop;

/// <summary>One request of an open loop; times from the start.</summary>
/// <param name="Scheduled">When it was to be sent.</param>
/// <param name="Sent">When it was, at <paramref name="Scheduled"/> or later.</param>
/// <param name="Ended">When its answer or failure was there.</param>
/// <param name="Status">How it ended.</param>
internal readonly record struct OpenLoopCall(TimeSpan Scheduled, TimeSpan Sent, TimeSpan Ended, StatusCode Status);

/// <summary>What became of a schedule. Latencies are those of requests that were answered.</summary>
/// <remarks>
/// A generator that waits, for an answer or for a processor, does not send while it waits, and the requests that would have met the stall are
/// missing in what it measures: it omits them in coordination with the server. So a latency counts from the time at which its request was
/// to be sent, whoever was late. Source: Gil Tene, "How NOT to Measure Latency", 2013, and the README of his wrk2.
/// </remarks>
internal sealed class OpenLoopResult
{
    private OpenLoopResult(int offered, double seconds, IReadOnlyDictionary<StatusCode, int> failures)
    {
        (Offered, Failures) = (offered, failures);
        Goodput = (offered - failures.Values.Sum()) / seconds;
    }

    /// <summary>Requests of the schedule.</summary>
    public int Offered { get; }

    /// <summary>Requests that got no answer, by how they ended.</summary>
    public IReadOnlyDictionary<StatusCode, int> Failures { get; }

    /// <summary>Answers per second, until the last of them.</summary>
    public double Goodput { get; }

    /// <summary>From the scheduled time to the answer.</summary>
    public LatencySketch Latency { get; } = new();

    /// <summary>From the sending to the answer: what a generator reports that does not look at its schedule.</summary>
    public LatencySketch Uncorrected { get; } = new();

    /// <summary>From the scheduled time to the sending, of all requests: how late the generator itself was.</summary>
    public LatencySketch Lag { get; } = new();

    /// <param name="calls">One for each request of the schedule.</param>
    /// <param name="duration">Length of the schedule.</param>
    public static OpenLoopResult Of(IReadOnlyCollection<OpenLoopCall> calls, TimeSpan duration)
    {
        var end = calls.Where(call => call.Status == StatusCode.OK).Select(call => call.Ended).Append(duration).Max();
        var failures = calls.Where(call => call.Status != StatusCode.OK).CountBy(call => call.Status).ToDictionary();
        var result = new OpenLoopResult(calls.Count, end.TotalSeconds, failures);
        foreach (var call in calls)
        {
            result.Lag.Add(call.Sent - call.Scheduled);
            if (call.Status == StatusCode.OK)
            {
                result.Latency.Add(call.Ended - call.Scheduled);
                result.Uncorrected.Add(call.Ended - call.Sent);
            }
        }

        return result;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;

namespace Maas.Inference.Tests.Calls;

/// <summary>Collects the spans of one caller as a collector of traces gets them: those whose caller says that it is traced.</summary>
internal sealed class SpanCollector : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _calls = new();
    private readonly ConcurrentQueue<Activity> _stages = new();

    public SpanCollector()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "Maas.Inference",
            Sample = Sample,
            ActivityStarted = activity => Keep(activity, "Microsoft.AspNetCore", _calls),
            ActivityStopped = activity => Keep(activity, "Maas.Inference", _stages),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public ActivityContext Caller { get; } = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

    /// <summary>The span of the server.</summary>
    public Activity Call => _calls.Single();

    /// <summary>Spans below it, in the order in which they were made.</summary>
    public IReadOnlyList<Activity> Stages => [.. _stages];

    /// <summary>The header <c>traceparent</c> of the caller.</summary>
    public string Parent(bool isRecorded = true) => $"00-{Caller.TraceId}-{Caller.SpanId}-{(isRecorded ? "01" : "00")}";

    public Metadata Headers(bool isRecorded = true) => new() { { "traceparent", Parent(isRecorded) } };

    public void Dispose() => _listener.Dispose();

    private static ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options) =>
        options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.PropagationData;

    // Tests that run at the same time are heard too.
    private void Keep(Activity activity, string source, ConcurrentQueue<Activity> kept)
    {
        if (activity.Source.Name == source && activity.TraceId == Caller.TraceId)
        {
            kept.Enqueue(activity);
        }
    }
}

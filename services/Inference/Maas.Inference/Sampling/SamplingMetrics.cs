using System.Diagnostics.Metrics;
using Maas.Inference.Serving;

namespace Maas.Inference.Sampling;

/// <summary>
/// What becomes of the rows that are chosen for Monitoring. Chosen is delivered, dropped and waiting together, at any time at
/// which none is on its way from one to the other. Thread-safe.
/// </summary>
internal sealed class SamplingMetrics
{
    /// <summary>The buffer had no room.</summary>
    public const string BufferFull = "BUFFER_FULL";

    /// <summary>Monitoring will never take it.</summary>
    public const string Refused = "REFUSED";

    /// <summary>The service stopped before Monitoring took it.</summary>
    public const string Stopped = "STOPPED";

    private readonly Counter<long> _chosen;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _dropped;
    private readonly UpDownCounter<long> _waiting;
    private readonly Counter<long> _droppedRequests;
    private readonly Counter<long> _droppedLoads;

    public SamplingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ServingMetrics.MeterName);
        _chosen = meter.CreateCounter<long>("maas.inference.samples.chosen", "{sample}", "Predictions chosen for Monitoring.");
        _delivered = meter.CreateCounter<long>("maas.inference.samples.delivered", "{sample}", "Chosen predictions that Monitoring took.");
        _dropped = meter.CreateCounter<long>(
            "maas.inference.samples.dropped", "{sample}", "Chosen predictions that Monitoring will not get, by why.");
        _waiting = meter.CreateUpDownCounter<long>("maas.inference.samples.waiting", "{sample}", "Chosen predictions that Monitoring did not take yet.");
        _droppedRequests = meter.CreateCounter<long>(
            "maas.inference.observed_requests.dropped", "{request}", "Requests that are missing in the counts that Monitoring gets, by why.");
        _droppedLoads = meter.CreateCounter<long>(
            "maas.inference.observed_loads.dropped", "{load}", "Loads of versions that are missing in what Monitoring gets, by why.");
    }

    /// <summary>Rows were chosen and found room.</summary>
    public void Kept(long sampleCount)
    {
        _chosen.Add(sampleCount);
        _waiting.Add(sampleCount);
    }

    /// <summary>Rows were chosen and found no room.</summary>
    public void TurnedAway(long sampleCount)
    {
        _chosen.Add(sampleCount);
        CountDropped(sampleCount, BufferFull);
    }

    /// <summary>Rows that waited were taken.</summary>
    public void Delivered(long sampleCount)
    {
        _waiting.Add(-sampleCount);
        _delivered.Add(sampleCount);
    }

    /// <summary>Rows that waited were lost.</summary>
    public void Lost(long sampleCount, string reason)
    {
        _waiting.Add(-sampleCount);
        CountDropped(sampleCount, reason);
    }

    /// <summary>Counts of requests were lost.</summary>
    public void LostRequests(long requestCount, string reason) =>
        _droppedRequests.Add(requestCount, new KeyValuePair<string, object?>("error.type", reason));

    /// <summary>Loads were not told.</summary>
    public void LostLoads(long loadCount, string reason) =>
        _droppedLoads.Add(loadCount, new KeyValuePair<string, object?>("error.type", reason));

    private void CountDropped(long sampleCount, string reason) =>
        _dropped.Add(sampleCount, new KeyValuePair<string, object?>("error.type", reason));
}

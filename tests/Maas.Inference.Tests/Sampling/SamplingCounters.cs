using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Maas.Inference.Tests.Sampling;

/// <summary>What the metrics of one host say of samples. Listens from its making on.</summary>
internal sealed class SamplingCounters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Name, string Reason), long> _counts = new();

    public SamplingCounters(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && (instrument.Unit is "{sample}" or "{request}" or "{load}"))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            var reason = tags.ToArray().FirstOrDefault(tag => tag.Key == "error.type").Value as string ?? "";
            _counts.AddOrUpdate((instrument.Name, reason), count, (_, before) => before + count);
        });
        _listener.Start();
    }

    public long Chosen => Sum("maas.inference.samples.chosen");

    public long Delivered => Sum("maas.inference.samples.delivered");

    public long Dropped => Sum("maas.inference.samples.dropped");

    public long Waiting => Sum("maas.inference.samples.waiting");

    public long DroppedRequests => Sum("maas.inference.observed_requests.dropped");

    /// <summary>Loads dropped for a reason.</summary>
    public long DroppedLoadsFor(string reason) => _counts.GetValueOrDefault(("maas.inference.observed_loads.dropped", reason));

    /// <summary>Samples dropped for a reason.</summary>
    public long DroppedFor(string reason) => _counts.GetValueOrDefault(("maas.inference.samples.dropped", reason));

    public override string ToString() => $"{Chosen} chosen, {Delivered} delivered, {Dropped} dropped, {Waiting} waiting";

    public void Dispose() => _listener.Dispose();

    private long Sum(string name) => _counts.Where(count => count.Key.Name == name).Sum(count => count.Value);
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Maas.Inference.Models;

namespace Maas.Inference.Calls;

/// <summary>Instruments of Inference. Tags hold names that are served, never what a caller made up. Thread-safe.</summary>
internal sealed class InferenceMetrics
{
    private readonly Histogram<double> _requestDuration;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _runDuration;

    public InferenceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Maas.Inference");
        _requestDuration = meter.CreateHistogram<double>(
            "maas.inference.request.duration", "s", "From the arrival of a request to its outputs.");
        _queueDuration = meter.CreateHistogram<double>(
            "maas.inference.queue.duration", "s", "Time that a request waits for its turn to run.");
        _runDuration = meter.CreateHistogram<double>(
            "maas.inference.run.duration", "s", "Time that a model runs.");
    }

    public void Succeeded(ModelLease lease, CallTimes times)
    {
        var tags = Tags(lease);
        _requestDuration.Record(times.Total.TotalSeconds, tags);
        _queueDuration.Record(times.Queue.TotalSeconds, tags);
        _runDuration.Record(times.Run.TotalSeconds, tags);
    }

    public void Failed(ModelLease lease, string reason, TimeSpan elapsed)
    {
        var tags = Tags(lease);
        tags.Add("error.type", reason);
        _requestDuration.Record(elapsed.TotalSeconds, tags);
    }

    private static TagList Tags(ModelLease lease) =>
        new() { { "maas.model", lease.Name }, { "maas.model.version", lease.Model.Version }, { "maas.device", lease.Model.Device } };
}

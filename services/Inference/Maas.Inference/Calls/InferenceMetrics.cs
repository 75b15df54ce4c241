using System.Diagnostics;
using System.Diagnostics.Metrics;
using Maas.Inference.Batching;
using Maas.Inference.Models;

namespace Maas.Inference.Calls;

/// <summary>Instruments of Inference. Tags hold names that are served, never what a caller made up. Thread-safe.</summary>
internal sealed class InferenceMetrics
{
    // In the order of BatchClosing.
    private static readonly string[] ClosingNames = [.. Enum.GetNames<BatchClosing>().Select(name => name.ToLowerInvariant())];

    private readonly Histogram<double> _requestDuration;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _readDuration;
    private readonly Histogram<double> _formDuration;
    private readonly Histogram<double> _runDuration;
    private readonly Histogram<long> _batchRows;
    private readonly Counter<long> _shadowRequests;

    public InferenceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Maas.Inference");
        _requestDuration = meter.CreateHistogram<double>(
            "maas.inference.request.duration", "s", "From the arrival of a request to its outputs.");
        _queueDuration = meter.CreateHistogram<double>(
            "maas.inference.queue.duration", "s", "Time that a request waits for its turn to run.");
        _readDuration = meter.CreateHistogram<double>(
            "maas.inference.read.duration", "s", "Time in which the inputs of a request are read and checked.");
        _formDuration = meter.CreateHistogram<double>(
            "maas.inference.form.duration", "s", "Time in which the rows of a batch are put into one place, once per run.");
        _runDuration = meter.CreateHistogram<double>(
            "maas.inference.run.duration", "s", "Time that a model runs, once per run.");
        _shadowRequests = meter.CreateCounter<long>(
            "maas.inference.shadow.requests", "{request}", "Answered requests whose deployment has a shadow, by how their second run went.");
        _batchRows = meter.CreateHistogram<long>(
            "maas.inference.batch.rows", "{row}", "Rows of one run, by why it took no more: drained, full, preferred, shape, deadline.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024, 4096] });
    }

    /// <summary>What is told of every request, in metrics and in spans.</summary>
    public static TagList Tags(ModelLease lease) =>
        new() { { "maas.model", lease.Name }, { "maas.model.version", lease.Model.Version }, { "maas.device", lease.Model.Device } };

    /// <summary>Why a batch took no more, as <c>maas.batch.closing</c> has it.</summary>
    public static string NameOf(BatchClosing closing) => ClosingNames[(int)closing];

    public void Succeeded(ModelLease lease, CallTimes times)
    {
        var tags = Tags(lease);
        _requestDuration.Record(times.Total.TotalSeconds, tags);
        _readDuration.Record(times.Read.TotalSeconds, tags);
        _queueDuration.Record(times.Queue.TotalSeconds, tags);
    }

    public void BatchRan(ServedModel model, long rowCount, BatchClosing closing, TimeSpan form, TimeSpan run)
    {
        var tags = new TagList { { "maas.model", model.Model }, { "maas.model.version", model.Version }, { "maas.device", model.Device } };
        _formDuration.Record(form.TotalSeconds, tags);
        _runDuration.Record(run.TotalSeconds, tags);
        _batchRows.Record(
            rowCount,
            new KeyValuePair<string, object?>("maas.model", model.Model),
            new KeyValuePair<string, object?>("maas.model.version", model.Version),
            new KeyValuePair<string, object?>("maas.batch.closing", NameOf(closing)));
    }

    public void Failed(ModelLease lease, string reason, TimeSpan elapsed)
    {
        var tags = Tags(lease);
        tags.Add("error.type", reason);
        _requestDuration.Record(elapsed.TotalSeconds, tags);
    }

    /// <param name="lease">Of the request.</param>
    /// <param name="shadow">The version that did not answer.</param>
    /// <param name="outcome"><c>executed</c>, <c>failed</c> or <c>dropped</c>.</param>
    /// <param name="reason">Why it was not executed; empty when it was.</param>
    public void ShadowEnded(ModelLease lease, ServedModel shadow, string outcome, string reason)
    {
        var tags = new TagList { { "maas.model", lease.Name }, { "maas.model.version", shadow.Version }, { "maas.outcome", outcome }, { "error.type", reason } };
        _shadowRequests.Add(1, tags);
    }
}

using System.Diagnostics.Metrics;
using System.Text.Json;
using Maas.Onnx.Sandboxing;

namespace Maas.Inference.Serving;

/// <summary>What fetching and loading count and measure. Thread-safe.</summary>
internal sealed class ServingMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Maas.Inference";

    private readonly Counter<long> _fetches;
    private readonly Histogram<double> _loads;
    private readonly Histogram<double> _firstLoads;
    private readonly UpDownCounter<long> _loaded;
    private readonly Counter<long> _evicted;

    /// <summary>Makes the instruments.</summary>
    public ServingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _fetches = meter.CreateCounter<long>(
            "maas.inference.artifact.fetches", "{artifact}", "Artifacts fetched, by where they came from: disk, cache, registry.");
        _loads = meter.CreateHistogram<double>(
            "maas.inference.model.load.duration", "s", "Time from the wish to serve a version to its being ready or failed.");
        _firstLoads = meter.CreateHistogram<double>(
            "maas.inference.model.first_load.duration", "s", "Time of the first load and run of a model in the sandbox, its start included.");
        _evicted = meter.CreateCounter<long>(
            "maas.inference.models.evicted", "{model}", "Versions that left memory because others needed it.");
        _loaded = meter.CreateUpDownCounter<long>("maas.inference.models.loaded", "{model}", "Versions in memory, by device.");
    }

    /// <param name="model">Id of the model.</param>
    /// <param name="device">What it ran on.</param>
    public void Evicted(string model, string device)
    {
        _evicted.Add(1, new KeyValuePair<string, object?>("maas.model", model));
        Unloaded(device);
    }

    /// <param name="origin"><c>disk</c>, <c>cache</c> or <c>registry</c>.</param>
    public void ArtifactFetched(string origin) => _fetches.Add(1, new KeyValuePair<string, object?>("maas.artifact.origin", origin));

    /// <param name="model">Id of the model.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="errorType">Reason of the failure; empty when it was loaded.</param>
    public void LoadEnded(string model, TimeSpan elapsed, string errorType) => _loads.Record(
        elapsed.TotalSeconds,
        new KeyValuePair<string, object?>("maas.model", model),
        new KeyValuePair<string, object?>("error.type", errorType));

    /// <param name="outcome">How it ended.</param>
    /// <param name="elapsed">How long it took.</param>
    public void FirstLoadEnded(SandboxOutcome outcome, TimeSpan elapsed) => _firstLoads.Record(
        elapsed.TotalSeconds, new KeyValuePair<string, object?>("maas.sandbox.outcome", JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString())));

    /// <param name="device">What it runs on.</param>
    public void Loaded(string device) => _loaded.Add(1, new KeyValuePair<string, object?>("maas.device", device));

    /// <param name="device">What it ran on.</param>
    public void Unloaded(string device) => _loaded.Add(-1, new KeyValuePair<string, object?>("maas.device", device));
}

using System.Diagnostics.Metrics;
using Maas.Monitoring.Outcomes;

namespace Maas.Monitoring;

/// <summary>Every instrument of Monitoring. Names are part of its contract. Thread-safe.</summary>
internal sealed class MonitoringMetrics
{
    public const string MeterName = "Maas.Monitoring";

    private const string Outcome = "maas.outcome";

    private readonly Counter<long> _batches;
    private readonly Counter<long> _samples;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _unbinned;
    private readonly Counter<long> _baselines;
    private readonly Counter<long> _outcomes;
    private readonly Histogram<double> _ingestDuration;
    private readonly Histogram<double> _queryDuration;

    public MonitoringMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _batches = meter.CreateCounter<long>("maas.monitoring.batches.received", "{batch}",
            "Batches by outcome: counted, duplicate, refused.");
        _samples = meter.CreateCounter<long>("maas.monitoring.samples.counted", "{sample}",
            "Predictions sampled and counted.");
        _dropped = meter.CreateCounter<long>("maas.monitoring.samples.dropped", "{sample}",
            "Samples that replicas dropped before they were sent.");
        _unbinned = meter.CreateCounter<long>("maas.monitoring.samples.unbinned", "{sample}",
            "Samples counted without drift, as too many waited for the baseline of their version.");
        _baselines = meter.CreateCounter<long>("maas.monitoring.baselines.looked_up", "{baseline}",
            "Baselines asked for, by outcome: found, absent, unusable, failed.");
        _outcomes = meter.CreateCounter<long>("maas.monitoring.outcomes.received", "{outcome}",
            "Outcomes of predictions by outcome: recorded, repeated, replaced, refused.");
        _ingestDuration = meter.CreateHistogram<double>("maas.monitoring.batch.duration", "s",
            "From a batch in memory to a batch on disk.");
        _queryDuration = meter.CreateHistogram<double>("maas.monitoring.query.duration", "s",
            "From a query of metrics to its answer.");
    }

    public void Counted(int samples, long dropped, TimeSpan duration)
    {
        _batches.Add(1, new KeyValuePair<string, object?>(Outcome, "counted"));
        _samples.Add(samples);
        _dropped.Add(dropped);
        _ingestDuration.Record(duration.TotalSeconds);
    }

    public void Repeated() => _batches.Add(1, new KeyValuePair<string, object?>(Outcome, "duplicate"));

    public void Refused() => _batches.Add(1, new KeyValuePair<string, object?>(Outcome, "refused"));

    public void LeftUnbinned(long samples) => _unbinned.Add(samples);

    public void LookedUpBaseline(string outcome) =>
        _baselines.Add(1, new KeyValuePair<string, object?>(Outcome, outcome));

    public void Joined(RecordedOutcomes recorded)
    {
        _outcomes.Add(recorded.RecordedCount, new KeyValuePair<string, object?>(Outcome, "recorded"));
        _outcomes.Add(recorded.RepeatedCount, new KeyValuePair<string, object?>(Outcome, "repeated"));
        _outcomes.Add(recorded.ReplacedCount, new KeyValuePair<string, object?>(Outcome, "replaced"));
        _outcomes.Add(recorded.Refused.Count, new KeyValuePair<string, object?>(Outcome, "refused"));
    }

    public void Answered(TimeSpan duration) => _queryDuration.Record(duration.TotalSeconds);
}

using System.Diagnostics.Metrics;
using Maas.Monitoring.Alerts.Actions;
using Maas.Monitoring.Alerts.Evaluation;
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
    private readonly Counter<long> _forgotten;
    private readonly Histogram<double> _ingestDuration;
    private readonly Histogram<double> _queryDuration;
    private readonly Counter<long> _evaluations;
    private readonly Histogram<double> _evaluationDuration;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _actions;

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
        _forgotten = meter.CreateCounter<long>("maas.monitoring.predictions.forgotten", "{prediction}",
            "Sampled predictions forgotten before their time, as their monitor had too many: outcomes of them are unknown.");
        _ingestDuration = meter.CreateHistogram<double>("maas.monitoring.batch.duration", "s",
            "From a batch in memory to a batch on disk.");
        _queryDuration = meter.CreateHistogram<double>("maas.monitoring.query.duration", "s",
            "From a query of metrics to its answer.");
        _evaluations = meter.CreateCounter<long>("maas.monitoring.rules.evaluated", "{window}",
            "Windows that rules looked at, by outcome: done, failed.");
        _evaluationDuration = meter.CreateHistogram<double>("maas.monitoring.rule.duration", "s",
            "Time in which a rule looks at one window of a monitor.");
        _alerts = meter.CreateCounter<long>("maas.monitoring.alerts.changed", "{alert}",
            "Alerts that came into a state: pending, firing, resolved.");
        _deliveries = meter.CreateCounter<long>("maas.monitoring.deliveries.attempted", "{attempt}",
            "Attempts to tell a webhook, by outcome: delivered, failed, given_up.");
        _actions = meter.CreateCounter<long>("maas.monitoring.actions.ended", "{action}",
            "Actions of alerts that ended, by kind and outcome: done, refused, failed.");
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

    public void ForgotPredictions(long count) => _forgotten.Add(count);

    public void Answered(TimeSpan duration) => _queryDuration.Record(duration.TotalSeconds);

    public void Evaluated(string outcome, TimeSpan duration)
    {
        _evaluations.Add(1, new KeyValuePair<string, object?>(Outcome, outcome));
        _evaluationDuration.Record(duration.TotalSeconds);
    }

    public void AlertChanged(AlertState state) =>
        _alerts.Add(1, new KeyValuePair<string, object?>("maas.alert.state", state.ToString().ToLowerInvariant()));

    public void AttemptedDelivery(string outcome) =>
        _deliveries.Add(1, new KeyValuePair<string, object?>(Outcome, outcome));

    public void ActionEnded(string action, ActionState state) => _actions.Add(
        1, new KeyValuePair<string, object?>("maas.alert.action", action),
        new KeyValuePair<string, object?>(Outcome, state.ToString().ToLowerInvariant()));
}

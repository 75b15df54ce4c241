using System.Diagnostics.Metrics;

namespace Maas.Training;

/// <summary>What Training measures of itself. Names are a contract. Thread-safe.</summary>
internal sealed class TrainingMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Maas.Training";

    private readonly Meter _meter;
    private readonly Counter<long> _importedRows;
    private readonly Counter<long> _rejectedRows;
    private readonly Histogram<double> _importDuration;
    private readonly Counter<long> _createdJobs;
    private readonly Counter<long> _finishedJobs;
    private readonly Histogram<double> _jobDuration;
    private readonly UpDownCounter<long> _workers;
    private readonly Counter<long> _workerDeaths;
    private readonly Counter<long> _registrationRetries;
    private readonly Counter<long> _expiredLeases;

    public TrainingMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _importedRows = _meter.CreateCounter<long>("maas.training.imported_rows", "{row}", "Rows that were taken.");
        _rejectedRows = _meter.CreateCounter<long>("maas.training.rejected_rows", "{row}", "Rows that were turned away.");
        _importDuration = _meter.CreateHistogram<double>(
            "maas.training.import.duration", "s", "Time from the last byte of a file to its version.");
        _createdJobs = _meter.CreateCounter<long>("maas.training.created_jobs", "{job}", "Jobs that were accepted.");
        _finishedJobs = _meter.CreateCounter<long>("maas.training.finished_jobs", "{job}", "Jobs that ended, by state and reason.");
        _jobDuration = _meter.CreateHistogram<double>(
            "maas.training.job.duration", "s", "Time from acceptance to the final state, by state.");
        _workers = _meter.CreateUpDownCounter<long>("maas.training.workers", "{process}", "Workers that run now.");
        _workerDeaths = _meter.CreateCounter<long>("maas.training.worker_deaths", "{process}", "Workers that ended without a result.");
        _registrationRetries = _meter.CreateCounter<long>(
            "maas.training.registration_retries", "{attempt}", "Registrations that will be tried again.");
        _expiredLeases = _meter.CreateCounter<long>(
            "maas.training.expired_leases", "{lease}", "Jobs of which nothing was heard any more; each is a death of its worker.");
    }

    public void Imported(long taken, long rejected, TimeSpan duration)
    {
        _importedRows.Add(taken);
        _rejectedRows.Add(rejected);
        _importDuration.Record(duration.TotalSeconds);
    }

    public void JobCreated() => _createdJobs.Add(1);

    public void JobFinished(string state, string reason, TimeSpan duration)
    {
        _finishedJobs.Add(1, new("maas.job.state", state), new("error.type", reason));
        _jobDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("maas.job.state", state));
    }

    public void WorkerStarted() => _workers.Add(1);

    public void WorkerEnded() => _workers.Add(-1);

    public void WorkerDied() => _workerDeaths.Add(1);

    public void LeaseExpired() => _expiredLeases.Add(1);

    public void RegistrationRetried() => _registrationRetries.Add(1);

    public void Dispose() => _meter.Dispose();
}

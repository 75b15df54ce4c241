using System.Collections.Concurrent;
using Maas.Inference.Models;

namespace Maas.Inference.Calls;

/// <summary>
/// Counts requests per name and version, and runs per version, since the start of the process. Thread-safe: requests of one version
/// take turns for a few additions.
/// </summary>
internal sealed class CallStatistics(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Name, string Version), CallCounter> _calls = new();
    private readonly ConcurrentDictionary<string, RunCounter> _runs = new();

    public void Succeeded(ModelLease lease, int rowCount, CallTimes times) =>
        Of(lease).Succeeded(rowCount, times, clock.GetUtcNow());

    public void Failed(ModelLease lease, bool cancelled, TimeSpan elapsed) => Of(lease).Failed(cancelled, elapsed);

    public void Ran(ServedModel model, long rowCount, TimeSpan form, TimeSpan run) =>
        _runs.GetOrAdd(model.ResourceName, static _ => new RunCounter()).Add(rowCount, form, run);

    /// <summary>What was counted for requests so far; zeros for a version that nobody asked for yet.</summary>
    public VersionStatistics Read(string name, string version) =>
        _calls.TryGetValue((name, version), out var counter) ? counter.Read() : default;

    /// <summary>What was counted for runs so far, and those of them by their number of rows.</summary>
    /// <param name="version">The version, <c>models/{model}/versions/{n}</c>.</param>
    public (long RunCount, IReadOnlyList<BatchStatistics> Batches) ReadRuns(string version) =>
        _runs.TryGetValue(version, out var counter) ? counter.Read() : (0, []);

    private CallCounter Of(ModelLease lease) =>
        _calls.GetOrAdd((lease.Name, lease.Model.Version), static _ => new CallCounter());

    private sealed class CallCounter
    {
        private readonly Lock _lock = new();
        private VersionStatistics _totals;

        public void Succeeded(int rowCount, CallTimes times, DateTimeOffset now)
        {
            var read = times.Read + times.Form;
            lock (_lock)
            {
                _totals.LastInference = now;
                _totals.RowCount += rowCount;
                _totals.Success = _totals.Success.Plus(times.Total);
                _totals.Queue = _totals.Queue.Plus(times.Queue);
                _totals.Read = _totals.Read.Plus(read);
                _totals.Run = _totals.Run.Plus(times.Run);
                _totals.Write = _totals.Write.Plus(times.Total - read - times.Queue - times.Run);
            }
        }

        public void Failed(bool cancelled, TimeSpan elapsed)
        {
            lock (_lock)
            {
                _totals.Fail = _totals.Fail.Plus(elapsed);
                _totals.Cancelled = cancelled ? _totals.Cancelled.Plus(elapsed) : _totals.Cancelled;
            }
        }

        public VersionStatistics Read()
        {
            lock (_lock)
            {
                return _totals;
            }
        }
    }

    private sealed class RunCounter
    {
        // Numbers of rows are the callers' choice: past this many, new ones are counted in the total alone.
        private const int MaxBatchSizes = 128;

        private readonly Lock _lock = new();
        private readonly SortedDictionary<long, BatchStatistics> _batches = [];
        private long _count;

        public void Add(long rowCount, TimeSpan form, TimeSpan run)
        {
            lock (_lock)
            {
                _count++;
                if (_batches.TryGetValue(rowCount, out var known) || _batches.Count < MaxBatchSizes)
                {
                    _batches[rowCount] = new BatchStatistics(rowCount, known.Form.Plus(form), known.Run.Plus(run));
                }
            }
        }

        public (long RunCount, IReadOnlyList<BatchStatistics> Batches) Read()
        {
            lock (_lock)
            {
                return (_count, [.. _batches.Values]);
            }
        }
    }
}

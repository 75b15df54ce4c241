using System.Collections.Concurrent;
using Maas.Inference.Models;

namespace Maas.Inference.Calls;

/// <summary>
/// Counts requests per name and version since the start of the process. Thread-safe: requests of one version take
/// turns for a few additions.
/// </summary>
internal sealed class CallStatistics(TimeProvider clock)
{
    // Batch sizes are the callers' choice: past this many, new ones are counted in the totals alone.
    private const int MaxBatchSizes = 128;

    private readonly ConcurrentDictionary<(string Name, string Version), Counter> _counters = new();

    public void Succeeded(ModelLease lease, int rowCount, CallTimes times) =>
        Of(lease).Succeeded(rowCount, times, clock.GetUtcNow());

    public void Failed(ModelLease lease, bool cancelled, TimeSpan elapsed) => Of(lease).Failed(cancelled, elapsed);

    /// <summary>What was counted so far; zeros for a version that nobody asked for yet.</summary>
    public (VersionStatistics Totals, IReadOnlyList<BatchStatistics> Batches) Read(string name, string version) =>
        _counters.TryGetValue((name, version), out var counter) ? counter.Read() : (new VersionStatistics(), []);

    private Counter Of(ModelLease lease) =>
        _counters.GetOrAdd((lease.Name, lease.Model.Version), static _ => new Counter());

    private sealed class Counter
    {
        private readonly Lock _lock = new();
        private readonly SortedDictionary<long, BatchStatistics> _batches = [];
        private VersionStatistics _totals = new();

        public void Succeeded(int rowCount, CallTimes times, DateTimeOffset now)
        {
            var write = times.Total - times.Read - times.Queue - times.Run;
            lock (_lock)
            {
                _totals = _totals with
                {
                    LastInference = now,
                    RowCount = _totals.RowCount + rowCount,
                    Success = _totals.Success.Plus(times.Total),
                    Queue = _totals.Queue.Plus(times.Queue),
                    Read = _totals.Read.Plus(times.Read),
                    Run = _totals.Run.Plus(times.Run),
                    Write = _totals.Write.Plus(write),
                };
                if (_batches.TryGetValue(rowCount, out var batch) || _batches.Count < MaxBatchSizes)
                {
                    batch ??= new BatchStatistics(rowCount, default, default, default);
                    _batches[rowCount] = batch with
                    {
                        Read = batch.Read.Plus(times.Read),
                        Run = batch.Run.Plus(times.Run),
                        Write = batch.Write.Plus(write),
                    };
                }
            }
        }

        public void Failed(bool cancelled, TimeSpan elapsed)
        {
            lock (_lock)
            {
                _totals = _totals with
                {
                    Fail = _totals.Fail.Plus(elapsed),
                    Cancelled = cancelled ? _totals.Cancelled.Plus(elapsed) : _totals.Cancelled,
                };
            }
        }

        public (VersionStatistics Totals, IReadOnlyList<BatchStatistics> Batches) Read()
        {
            lock (_lock)
            {
                return (_totals, [.. _batches.Values]);
            }
        }
    }
}

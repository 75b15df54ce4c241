using Maas.Benchmarks.Workloads;
using Maas.Statistics;

namespace Maas.Benchmarks;

/// <summary>What callers of one workload got done. Not thread-safe.</summary>
internal sealed class Measurement
{
    private readonly LatencySketch _latency = new();
    private double _seconds;

    public long Requests => _latency.Count;

    public double RequestsPerSecond => Requests / _seconds;

    public double P50Seconds => _latency.Quantile(0.5);

    public double P99Seconds => _latency.Quantile(0.99);

    /// <summary>Adds another round.</summary>
    public void Merge(Measurement other)
    {
        _latency.Merge(other._latency);
        _seconds += other._seconds;
    }

    /// <summary>
    /// Lets callers call for a time, each again as soon as it has its answer. A failed call ends the measurement.
    /// </summary>
    public static async Task<Measurement> TakeAsync(
        IWorkload workload, int concurrency, TimeSpan duration, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var result = new Measurement();
        using var start = new ManualResetEventSlim();
        var begin = 0L;

        // Each caller begins on a thread of its own: one that never waits must not keep the others from the pool.
        var callers = Enumerable.Range(0, concurrency).Select(_ => Task.Factory.StartNew(
            async () =>
            {
                using var caller = workload.CreateCaller();
                var latency = new LatencySketch();
                start.Wait(cancellationToken);
                while (clock.GetElapsedTime(begin) < duration)
                {
                    var sent = clock.GetTimestamp();
                    await caller.CallAsync(cancellationToken);
                    latency.Add(clock.GetElapsedTime(sent));
                }

                return latency;
            },
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToArray();

        begin = clock.GetTimestamp();
        start.Set();
        foreach (var latency in await Task.WhenAll(callers))
        {
            result._latency.Merge(latency);
        }

        result._seconds = clock.GetElapsedTime(begin).TotalSeconds;
        return result;
    }
}

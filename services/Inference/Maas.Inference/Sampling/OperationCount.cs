using System.Numerics;
using System.Runtime.InteropServices;
using Maas.Inference.Calls;
using Maas.Statistics;

namespace Maas.Inference.Sampling;

/// <summary>How the requests to one version went within one minute, in about 42 KB. Not thread-safe.</summary>
internal sealed class OperationCount(string source, string modelVersion)
{
    // 2^30 is the largest that a number of rows on the wire can be.
    private const int MaxPower = 30;

    // On the wire: names, time and counts; and index and count of one bucket.
    private const int Overhead = 256;
    private const int BucketBytes = 6;

    private readonly long[] _batchSizes = new long[MaxPower + 1];

    /// <summary>What answered, <c>deployments/{deployment}</c>, or <c>models/{model}</c> when a model was asked for by its own name.</summary>
    public string Source { get; } = source;

    /// <summary>The version, <c>models/{model}/versions/{n}</c>.</summary>
    public string ModelVersion { get; } = modelVersion;

    /// <summary>When the last of the requests ended.</summary>
    public DateTimeOffset EndTime { get; private set; }

    /// <summary>Requests by gRPC status code name.</summary>
    public Dictionary<string, long> RequestCounts { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests, however they ended.</summary>
    public long RequestCount => RequestCounts.Values.Sum();

    /// <summary>Rows predicted by requests that ended <c>OK</c>.</summary>
    public long RowCount { get; private set; }

    /// <summary>From arrival to outputs, of requests that ended <c>OK</c>.</summary>
    public LatencySketch Latency { get; } = new();

    /// <summary>Waiting for a turn, of the same.</summary>
    public LatencySketch QueueLatency { get; } = new();

    /// <summary>Running the model, of the same.</summary>
    public LatencySketch RunLatency { get; } = new();

    /// <summary>The same by the rows of the batch they ran in, rounded up to a power of 2.</summary>
    public Dictionary<int, long> BatchSizeCounts => Enumerable.Range(0, MaxPower + 1)
        .Where(power => _batchSizes[power] > 0)
        .ToDictionary(power => 1 << power, power => _batchSizes[power]);

    /// <summary>Size on the wire, roughly, in bytes.</summary>
    public int SizeBytes => Overhead + (BucketBytes * (Latency.Buckets.Count() + QueueLatency.Buckets.Count() + RunLatency.Buckets.Count()));

    /// <summary>Counts a request.</summary>
    public void Add(string code, DateTimeOffset now)
    {
        EndTime = now;
        CollectionsMarshal.GetValueRefOrAddDefault(RequestCounts, code, out _)++;
    }

    /// <summary>Counts what a request that ended <c>OK</c> gave. Allocates nothing.</summary>
    /// <param name="rowCount">Rows of the request.</param>
    /// <param name="batchRowCount">Rows of the run it took part in.</param>
    /// <param name="times">How long it took.</param>
    public void AddAnswer(long rowCount, long batchRowCount, CallTimes times)
    {
        RowCount += rowCount;
        Latency.Add(times.Total);
        QueueLatency.Add(times.Queue);
        RunLatency.Add(times.Run);
        _batchSizes[PowerOf(batchRowCount)]++;
    }

    private static int PowerOf(long rows) => rows <= 1 ? 0 : Math.Min(MaxPower, BitOperations.Log2((ulong)(rows - 1)) + 1);
}

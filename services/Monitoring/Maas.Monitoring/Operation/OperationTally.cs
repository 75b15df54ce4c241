using Maas.Statistics;

namespace Maas.Monitoring.Operation;

/// <summary>How requests to a version went: only what can be added up, in any order. Not thread-safe.</summary>
internal sealed class OperationTally
{
    // Failures that are the caller's.
    private static readonly string[] CallersFailures =
    [
        "INVALID_ARGUMENT", "CANCELLED", "NOT_FOUND", "OUT_OF_RANGE", "UNAUTHENTICATED", "PERMISSION_DENIED", "ALREADY_EXISTS", "FAILED_PRECONDITION",
    ];

    // Replicas come and go; what the newest say is kept.
    private const int MaxReplicas = 256;

    /// <summary>Requests by gRPC status code name.</summary>
    public Dictionary<string, long> RequestCounts { get; init; } = [];

    public long RowCount { get; set; }

    /// <summary>Null when no request ended well.</summary>
    public LatencySketch? Latency { get; set; }

    /// <summary>Null when it was not told.</summary>
    public LatencySketch? QueueLatency { get; set; }

    /// <summary>Null when it was not told.</summary>
    public LatencySketch? RunLatency { get; set; }

    /// <summary>Requests by the rows of the batch they ran in, rounded up to a power of 2.</summary>
    public Dictionary<int, long> BatchSizeCounts { get; init; } = [];

    public long LoadCount { get; set; }

    public double LoadSeconds { get; set; }

    /// <summary>What each replica told last.</summary>
    public Dictionary<string, ReplicaMark> Replicas { get; init; } = [];

    public long RequestCount => RequestCounts.Values.Sum();

    public long OkCount => RequestCounts.GetValueOrDefault("OK");

    public long ErrorCount => RequestCount - OkCount;

    /// <summary>Errors that are not the caller's.</summary>
    public long FailureCount => ErrorCount - CallersFailures.Sum(code => RequestCounts.GetValueOrDefault(code));

    /// <summary>Adds what happened elsewhere; the other is not to be used any more.</summary>
    public void Merge(OperationTally other)
    {
        foreach (var (code, count) in other.RequestCounts)
        {
            RequestCounts[code] = RequestCounts.GetValueOrDefault(code) + count;
        }

        foreach (var (size, count) in other.BatchSizeCounts)
        {
            BatchSizeCounts[size] = BatchSizeCounts.GetValueOrDefault(size) + count;
        }

        foreach (var (replica, mark) in other.Replicas)
        {
            Tell(replica, mark);
        }

        RowCount += other.RowCount;
        LoadCount += other.LoadCount;
        LoadSeconds += other.LoadSeconds;
        Latency = Sum(Latency, other.Latency);
        QueueLatency = Sum(QueueLatency, other.QueueLatency);
        RunLatency = Sum(RunLatency, other.RunLatency);
    }

    /// <summary>Keeps what a replica says, unless it has said something later.</summary>
    public void Tell(string replica, ReplicaMark mark)
    {
        if (!Replicas.TryGetValue(replica, out var known) || known.Micros <= mark.Micros)
        {
            Replicas[replica] = mark;
            if (Replicas.Count > MaxReplicas)
            {
                Replicas.Remove(Replicas.MinBy(other => other.Value.Micros).Key);
            }
        }
    }

    /// <summary>Adds durations; the second sketch is not to be used any more.</summary>
    public static LatencySketch? Sum(LatencySketch? sketch, LatencySketch? other)
    {
        if (sketch is null || other is null)
        {
            return sketch ?? other;
        }

        sketch.Merge(other);
        return sketch;
    }
}

/// <summary>What a replica said of a version at a time.</summary>
/// <param name="Micros">Microseconds since 1970-01-01 UTC.</param>
/// <param name="Device">Where it runs.</param>
/// <param name="MemoryBytes">Memory it takes.</param>
internal sealed record ReplicaMark(long Micros, string Device, long MemoryBytes);

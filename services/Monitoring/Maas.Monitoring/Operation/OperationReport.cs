using Maas.Statistics;

namespace Maas.Monitoring.Operation;

/// <summary>How the replicas that serve a version stand, in a window.</summary>
internal sealed record OperationReport
{
    /// <summary>Null when not told.</summary>
    public required LatencySketch? QueueLatency { get; init; }

    /// <summary>Null when not told.</summary>
    public required LatencySketch? RunLatency { get; init; }

    /// <summary>Requests by the rows of the batch they ran in, rounded up to a power of 2.</summary>
    public required IReadOnlyDictionary<int, long> BatchSizeCounts { get; init; }

    public required long LoadCount { get; init; }

    /// <summary>Seconds; 0 without loads.</summary>
    public required double LoadMeanSeconds { get; init; }

    /// <summary>What each replica told last, by name.</summary>
    public required IReadOnlyList<ReplicaState> Replicas { get; init; }

    /// <summary>Requests per second, over the part of the window that has passed.</summary>
    public required double RequestRate { get; init; }

    /// <summary>How fast the error budgets are spent, by objective; empty without objectives.</summary>
    public required IReadOnlyDictionary<string, double> BurnRates { get; init; }

    /// <param name="tally">What happened.</param>
    /// <param name="objectives">What is promised.</param>
    /// <param name="startTime">Begin of the window.</param>
    /// <param name="endTime">End of it.</param>
    /// <param name="now">The time now: of a window that is not over, the part that has passed counts.</param>
    public static OperationReport Of(
        OperationTally tally, ObjectiveSettings objectives, DateTimeOffset startTime, DateTimeOffset endTime, DateTimeOffset now)
    {
        var passed = (now < endTime && now > startTime ? now : endTime) - startTime;
        return new OperationReport
        {
            QueueLatency = tally.QueueLatency,
            RunLatency = tally.RunLatency,
            BatchSizeCounts = tally.BatchSizeCounts,
            LoadCount = tally.LoadCount,
            LoadMeanSeconds = tally.LoadCount == 0 ? 0 : tally.LoadSeconds / tally.LoadCount,
            Replicas =
            [
                .. tally.Replicas.OrderBy(replica => replica.Key, StringComparer.Ordinal)
                    .Select(replica => new ReplicaState(replica.Key, replica.Value.Device, replica.Value.MemoryBytes)),
            ],
            RequestRate = tally.RequestCount / passed.TotalSeconds,
            BurnRates = ErrorBudgets.BurnRates(tally, objectives),
        };
    }
}

/// <summary>How one replica holds a version.</summary>
/// <param name="Replica">Name of the replica.</param>
/// <param name="Device">Where it runs.</param>
/// <param name="MemoryBytes">Memory it takes.</param>
internal sealed record ReplicaState(string Replica, string Device, long MemoryBytes);

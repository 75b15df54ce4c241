using Maas.Monitoring.Drift;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Performance;
using Maas.Statistics.Sketches;

namespace Maas.Monitoring.Windows;

/// <summary>How a window is kept on disk: property names are part of the format.</summary>
internal sealed record StoredWindow
{
    public required Dictionary<string, long> RequestCounts { get; init; }

    public StoredSketch? Latency { get; init; }

    public StoredSketch? QueueLatency { get; init; }

    public StoredSketch? RunLatency { get; init; }

    public Dictionary<int, long>? BatchSizeCounts { get; init; }

    public long LoadCount { get; init; }

    public double LoadSeconds { get; init; }

    public Dictionary<string, ReplicaMark>? Replicas { get; init; }

    public long RowCount { get; init; }

    public long SampleCount { get; init; }

    public long DroppedSampleCount { get; init; }

    public FeatureCounts[]? Features { get; init; }

    public byte[]? DistinctRows { get; init; }

    public PerformanceCounts? Performance { get; init; }

    public static byte[] Write(WindowContent content)
    {
        var operation = content.Operation;
        return WindowBytes.Write(new StoredWindow
        {
            RequestCounts = operation.RequestCounts,
            Latency = StoredSketch.Of(operation.Latency),
            QueueLatency = StoredSketch.Of(operation.QueueLatency),
            RunLatency = StoredSketch.Of(operation.RunLatency),
            BatchSizeCounts = operation.BatchSizeCounts,
            LoadCount = operation.LoadCount,
            LoadSeconds = operation.LoadSeconds,
            Replicas = operation.Replicas,
            RowCount = operation.RowCount,
            SampleCount = content.SampleCount,
            DroppedSampleCount = content.DroppedSampleCount,
            Features = content.Features,
            DistinctRows = content.DistinctRows?.Save(),
            Performance = content.Performance,
        });
    }

    /// <exception cref="InvalidDataException">The row was damaged.</exception>
    public static WindowContent Read(byte[] bytes)
    {
        var stored = WindowBytes.Read<StoredWindow>(bytes);
        return new WindowContent
        {
            Operation = new OperationTally
            {
                RequestCounts = stored.RequestCounts,
                RowCount = stored.RowCount,
                Latency = stored.Latency?.ToSketch(),
                QueueLatency = stored.QueueLatency?.ToSketch(),
                RunLatency = stored.RunLatency?.ToSketch(),
                BatchSizeCounts = stored.BatchSizeCounts ?? [],
                LoadCount = stored.LoadCount,
                LoadSeconds = stored.LoadSeconds,
                Replicas = stored.Replicas ?? [],
            },
            SampleCount = stored.SampleCount,
            DroppedSampleCount = stored.DroppedSampleCount,
            Features = stored.Features,
            DistinctRows = stored.DistinctRows is { } rows ? DistinctSketch.Load(rows) : null,
            Performance = stored.Performance,
        };
    }
}

using Maas.Monitoring.Monitors;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Windows;
using Maas.Statistics;
using Maas.Storage.Database;

namespace Maas.Monitoring.Ingestion;

/// <summary>What a checked batch says of one version, minute by minute. Not thread-safe.</summary>
internal sealed class VersionBatch(WatchedName watched, VersionName version)
{
    /// <summary>What is watched; the deployment when the batch names it and the model of the same id.</summary>
    public WatchedName Watched { get; private set; } = watched;

    public VersionName Version => version;

    public Dictionary<WindowKey, WindowContent> Windows { get; } = [];

    public Dictionary<WindowKey, List<SampledValues>> Samples { get; } = [];

    public long RequestCount => Windows.Values.Sum(window => window.Operation.RequestCount);

    public long SampleCount => Windows.Values.Sum(window => window.SampleCount);

    /// <summary>Sorts a checked batch by version.</summary>
    /// <param name="batch">What came.</param>
    /// <param name="now">When it came: what replicas say of themselves is of now.</param>
    public static IReadOnlyList<VersionBatch> Split(Batch batch, DateTimeOffset now)
    {
        var versions = new Dictionary<(string MonitorId, string ModelVersion), VersionBatch>();
        foreach (var counts in batch.OperationCounts)
        {
            Of(versions, counts.Deployment, counts.ModelVersion).Add(counts);
        }

        foreach (var sample in batch.Samples)
        {
            Of(versions, sample.Deployment, sample.ModelVersion).Add(sample);
        }

        ShareOut(batch.DroppedSampleCount, [.. versions.Values.Where(version => version.Windows.Count > 0)]);
        foreach (var load in batch.ReplicaLoads)
        {
            Of(versions, load.Deployment, load.ModelVersion).Add(batch.Replica, load, now);
        }

        return [.. versions.Values];
    }

    private static VersionBatch Of(
        Dictionary<(string MonitorId, string ModelVersion), VersionBatch> versions, string deployment, string modelVersion)
    {
        if (!WatchedName.TryParse(deployment, out var watched))
        {
            throw new ArgumentException($"'{deployment}' was not checked.", nameof(deployment));
        }

        if (!versions.TryGetValue((watched.MonitorId, modelVersion), out var found))
        {
            found = new VersionBatch(watched, VersionName.Parse(modelVersion));
            versions[(watched.MonitorId, modelVersion)] = found;
        }

        found.Watched = watched.IsRegistered ? watched : found.Watched;
        return found;
    }

    // A replica counts what it drops, but not of which version: each version gets the part that it has of the
    // samples that were kept (of the requests when none was), and the parts add up to the whole.
    private static void ShareOut(long dropped, IReadOnlyList<VersionBatch> versions)
    {
        if (dropped == 0 || versions.Count == 0)
        {
            return;
        }

        var bySamples = versions.Any(version => version.SampleCount > 0);
        double Weight(VersionBatch version) => bySamples ? version.SampleCount : Math.Max(1, version.RequestCount);
        var (total, before, given) = (versions.Sum(Weight), 0.0, 0L);
        foreach (var version in versions)
        {
            before += Weight(version);
            var upToHere = (long)Math.Round(dropped * (before / total));
            version.Windows.MaxBy(window => window.Key.Minute).Value.DroppedSampleCount += upToHere - given;
            given = upToHere;
        }
    }

    private void Add(OperationCounts counts)
    {
        var operation = Window(WindowKey.Of(Watched, version, counts.EndTime!.Value)).Operation;
        operation.RowCount += counts.RowCount;
        operation.Latency = OperationTally.Sum(operation.Latency, SketchOf(counts.Latency));
        operation.QueueLatency = OperationTally.Sum(operation.QueueLatency, SketchOf(counts.QueueLatency));
        operation.RunLatency = OperationTally.Sum(operation.RunLatency, SketchOf(counts.RunLatency));
        foreach (var (code, count) in counts.RequestCounts)
        {
            operation.RequestCounts[code] = operation.RequestCounts.GetValueOrDefault(code) + count;
        }

        foreach (var (size, count) in counts.BatchSizeCounts)
        {
            operation.BatchSizeCounts[size] = operation.BatchSizeCounts.GetValueOrDefault(size) + count;
        }
    }

    private void Add(string replica, ReplicaLoad load, DateTimeOffset now)
    {
        var operation = Window(WindowKey.Of(Watched, version, now)).Operation;
        operation.LoadCount += load.LoadCount;
        operation.LoadSeconds += load.LoadSeconds;
        operation.Tell(replica, new ReplicaMark(now.UnixMicroseconds, load.Device, load.MemoryBytes));
    }

    private static LatencySketch? SketchOf(SketchParts? parts)
    {
        if (parts is null)
        {
            return null;
        }

        var sketch = new LatencySketch();
        sketch.AddBuckets(
            parts.Indexes.Zip(parts.Counts, (index, count) => new LatencyBucket(index, count)), parts.ZeroCount, parts.TotalSeconds);
        return sketch;
    }

    private void Add(PredictionSample sample)
    {
        var key = WindowKey.Of(Watched, version, sample.PredictTime!.Value);
        Window(key).SampleCount++;
        if (!Samples.TryGetValue(key, out var samples))
        {
            Samples[key] = samples = [];
        }

        samples.Add(sample.Values);
    }

    private WindowContent Window(WindowKey key)
    {
        if (!Windows.TryGetValue(key, out var window))
        {
            Windows[key] = window = new WindowContent();
        }

        return window;
    }
}

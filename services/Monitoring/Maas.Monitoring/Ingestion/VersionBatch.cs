using Maas.Monitoring.Monitors;
using Maas.Monitoring.Windows;
using Maas.Statistics;

namespace Maas.Monitoring.Ingestion;

/// <summary>What a checked batch says of one version, minute by minute. Not thread-safe.</summary>
internal sealed class VersionBatch(WatchedName watched, VersionName version)
{
    /// <summary>What is watched; the deployment when the batch names it and the model of the same id.</summary>
    public WatchedName Watched { get; private set; } = watched;

    public VersionName Version => version;

    public Dictionary<WindowKey, WindowContent> Windows { get; } = [];

    public Dictionary<WindowKey, List<SampledValues>> Samples { get; } = [];

    public long RequestCount => Windows.Values.Sum(window => window.RequestCount);

    public long SampleCount => Windows.Values.Sum(window => window.SampleCount);

    /// <summary>Sorts a checked batch by version.</summary>
    public static IReadOnlyList<VersionBatch> Split(Batch batch)
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
        var window = Window(WindowKey.Of(Watched, version, counts.EndTime!.Value));
        foreach (var (code, count) in counts.RequestCounts)
        {
            window.RequestCounts[code] = window.RequestCounts.GetValueOrDefault(code) + count;
        }

        window.RowCount += counts.RowCount;
        if (counts.Latency is { } parts)
        {
            var sketch = new LatencySketch();
            sketch.AddBuckets(
                parts.Indexes.Zip(parts.Counts, (index, count) => new LatencyBucket(index, count)),
                parts.ZeroCount, parts.TotalSeconds);
            window.MergeLatency(sketch);
        }
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

using Maas.Monitoring.Drift;
using Maas.Statistics;
using Maas.Storage.Database;

namespace Maas.Monitoring.Windows;

/// <summary>How a window is kept on disk: JSON, whose property names are part of the format.</summary>
internal sealed record StoredWindow(
    IReadOnlyDictionary<string, long> RequestCounts, StoredSketch? Latency, long RowCount, long SampleCount,
    long DroppedSampleCount, FeatureCounts[]? Features)
{
    public static string Write(WindowContent content) => DatabaseJson.Write(new StoredWindow(
        content.RequestCounts, content.Latency is { } sketch ? StoredSketch.Of(sketch) : null, content.RowCount,
        content.SampleCount, content.DroppedSampleCount, content.Features));

    /// <exception cref="InvalidDataException">The row was damaged.</exception>
    public static WindowContent Read(string json)
    {
        var stored = DatabaseJson.Read<StoredWindow>(json);
        return new WindowContent
        {
            RequestCounts = new Dictionary<string, long>(stored.RequestCounts),
            Latency = stored.Latency?.ToSketch(),
            RowCount = stored.RowCount,
            SampleCount = stored.SampleCount,
            DroppedSampleCount = stored.DroppedSampleCount,
            Features = stored.Features,
        };
    }
}

/// <summary>A latency sketch of accuracy 0.01 as it is kept on disk.</summary>
internal sealed record StoredSketch(int[] Indexes, long[] Counts, long ZeroCount, double TotalSeconds)
{
    public static StoredSketch Of(LatencySketch sketch)
    {
        LatencyBucket[] buckets = [.. sketch.Buckets];
        return new StoredSketch(
            Array.ConvertAll(buckets, bucket => bucket.Index), Array.ConvertAll(buckets, bucket => bucket.Count),
            sketch.ZeroCount, sketch.TotalSeconds);
    }

    public LatencySketch ToSketch()
    {
        var sketch = new LatencySketch();
        sketch.AddBuckets(
            Indexes.Zip(Counts, (index, count) => new LatencyBucket(index, count)), ZeroCount, TotalSeconds);
        return sketch;
    }
}

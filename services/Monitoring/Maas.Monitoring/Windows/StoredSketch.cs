using Maas.Statistics;

namespace Maas.Monitoring.Windows;

/// <summary>A latency sketch of accuracy 0.01 as it is kept on disk.</summary>
internal sealed record StoredSketch(int[] Indexes, long[] Counts, long ZeroCount, double TotalSeconds)
{
    public static StoredSketch? Of(LatencySketch? sketch)
    {
        if (sketch is null)
        {
            return null;
        }

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

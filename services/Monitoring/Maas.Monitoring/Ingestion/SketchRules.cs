using Maas.Statistics;

namespace Maas.Monitoring.Ingestion;

/// <summary>What a latency sketch must look like before it is merged.</summary>
internal static class SketchRules
{
    private static readonly LatencySketch Empty = new();

    /// <summary>The first thing that is wrong; null when nothing is, or nothing was sent.</summary>
    /// <param name="sketch">As it was sent.</param>
    /// <param name="field">Where.</param>
    /// <param name="maxCount">Largest count that is taken.</param>
    public static string? Problem(SketchParts? sketch, string field, long maxCount)
    {
        if (sketch is null)
        {
            return null;
        }

        if (sketch.Accuracy != LatencySketch.DefaultAccuracy)
        {
            return $"{field}.accuracy_ratio: expected {LatencySketch.DefaultAccuracy}, got {sketch.Accuracy}.";
        }

        if (sketch.Indexes.Count != sketch.Counts.Count)
        {
            return $"{field}: expected as many bucket_counts as bucket_indexes, {sketch.Indexes.Count}; "
                + $"got {sketch.Counts.Count}.";
        }

        for (var i = 0; i < sketch.Indexes.Count; i++)
        {
            if (sketch.Indexes[i] < Empty.MinIndex || sketch.Indexes[i] > Empty.MaxIndex
                || (i > 0 && sketch.Indexes[i] <= sketch.Indexes[i - 1]))
            {
                return $"{field}.bucket_indexes: expected ascending numbers from {Empty.MinIndex} to "
                    + $"{Empty.MaxIndex}, got {sketch.Indexes[i]} at [{i}].";
            }

            if (CountProblem(sketch.Counts[i], $"{field}.bucket_counts[{i}]", maxCount) is { } problem)
            {
                return problem;
            }
        }

        return sketch.TotalSeconds >= 0 && sketch.TotalSeconds <= double.MaxValue / maxCount
            ? CountProblem(sketch.ZeroCount, $"{field}.zero_count", maxCount)
            : $"{field}.total_seconds: expected a finite sum, 0 or more; got {sketch.TotalSeconds}.";
    }

    private static string? CountProblem(long count, string field, long maxCount) => count >= 0 && count <= maxCount
        ? null
        : $"{field}: expected 0 to {maxCount}, got {count}.";
}

using System.Collections.Frozen;
using Maas.Errors;
using Maas.Monitoring.Monitors;
using Maas.Statistics;

namespace Maas.Monitoring.Ingestion;

/// <summary>What a batch must look like before anything of it is counted. Thread-safe.</summary>
internal sealed class BatchRules(TimeSpan retention, int maxFeatures, TimeProvider clock)
{
    private const int MaxSamples = 10_000;
    private const int MaxOperationCounts = 10_000;
    private const int MaxReplicaLength = 128;
    private const int MaxFeatureNameLength = 256;

    // Far above what a replica can do between two batches; keeps sums far from the end of 64 bits.
    private const long MaxCount = 1_000_000_000_000;

    // Clocks of replicas may be ahead of ours by this much.
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    private static readonly FrozenSet<string> Codes = FrozenSet.Create(
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED");

    private static readonly LatencySketch Empty = new();

    /// <exception cref="MaasException"><c>BATCH_INVALID</c>, with the first problem that was found.</exception>
    public void Check(Batch batch)
    {
        if (Problem(batch) is { } problem)
        {
            throw MonitoringErrors.BatchInvalid(batch.Id, problem);
        }
    }

    private string? Problem(Batch batch)
    {
        if (!Guid.TryParseExact(batch.Id, "D", out _))
        {
            return "batch_id: expected a UUID.";
        }

        if (batch.Replica.Length is 0 or > MaxReplicaLength)
        {
            return $"replica: expected 1 to {MaxReplicaLength} characters, got {batch.Replica.Length}.";
        }

        if (batch.Samples.Count > MaxSamples)
        {
            return $"prediction_samples: expected at most {MaxSamples}, got {batch.Samples.Count}.";
        }

        if (batch.OperationCounts.Count > MaxOperationCounts)
        {
            return $"operation_counts: expected at most {MaxOperationCounts}, got {batch.OperationCounts.Count}.";
        }

        return CountProblem(batch.DroppedSampleCount, "dropped_sample_count")
            ?? First(batch.OperationCounts, "operation_counts", Problem)
            ?? First(batch.Samples, "prediction_samples", Problem);
    }

    private string? Problem(OperationCounts counts) =>
        NameProblem(counts.Deployment, counts.ModelVersion)
        ?? TimeProblem(counts.EndTime, "end_time")
        ?? CountProblem(counts.RowCount, "row_count")
        ?? CodesProblem(counts.RequestCounts)
        ?? (counts.Latency is { } sketch ? Problem(sketch) : null);

    private string? Problem(PredictionSample sample)
    {
        if (NameProblem(sample.Deployment, sample.ModelVersion) is { } problem)
        {
            return problem;
        }

        if (sample.Values.Features.Count > maxFeatures)
        {
            return $"features: expected at most {maxFeatures}, got {sample.Values.Features.Count}.";
        }

        var names = new HashSet<string>(sample.Values.Features.Count);
        foreach (var value in sample.Values.Features)
        {
            if (value.Feature.Length is 0 or > MaxFeatureNameLength)
            {
                return $"feature: expected 1 to {MaxFeatureNameLength} characters, got {value.Feature.Length}.";
            }

            if (!names.Add(value.Feature))
            {
                return $"feature '{value.Feature}' comes twice.";
            }
        }

        return TimeProblem(sample.PredictTime, "predict_time");
    }

    private static string? Problem(SketchParts sketch)
    {
        if (sketch.Accuracy != LatencySketch.DefaultAccuracy)
        {
            return $"latency.accuracy_ratio: expected {LatencySketch.DefaultAccuracy}, got {sketch.Accuracy}.";
        }

        if (sketch.Indexes.Count != sketch.Counts.Count)
        {
            return $"latency: expected as many bucket_counts as bucket_indexes, {sketch.Indexes.Count}; "
                + $"got {sketch.Counts.Count}.";
        }

        for (var i = 0; i < sketch.Indexes.Count; i++)
        {
            if (sketch.Indexes[i] < Empty.MinIndex || sketch.Indexes[i] > Empty.MaxIndex
                || (i > 0 && sketch.Indexes[i] <= sketch.Indexes[i - 1]))
            {
                return $"latency.bucket_indexes: expected ascending numbers from {Empty.MinIndex} to "
                    + $"{Empty.MaxIndex}, got {sketch.Indexes[i]} at [{i}].";
            }

            if (CountProblem(sketch.Counts[i], $"latency.bucket_counts[{i}]") is { } problem)
            {
                return problem;
            }
        }

        return sketch.TotalSeconds is >= 0 and <= double.MaxValue / MaxCount
            ? CountProblem(sketch.ZeroCount, "latency.zero_count")
            : $"latency.total_seconds: expected a finite sum, 0 or more; got {sketch.TotalSeconds}.";
    }

    private static string? NameProblem(string deployment, string modelVersion)
    {
        if (!WatchedName.TryParse(deployment, out _))
        {
            return $"deployment: expected 'deployments/{{id}}' or 'models/{{id}}', got '{deployment}'.";
        }

        return VersionName.TryParse(modelVersion, out _)
            ? null
            : $"model_version: expected 'models/{{id}}/versions/{{n}}', got '{modelVersion}'.";
    }

    private static string? CodesProblem(IReadOnlyDictionary<string, long> counts)
    {
        foreach (var (code, count) in counts)
        {
            if (!Codes.Contains(code))
            {
                return $"request_counts: expected names of gRPC status codes such as 'OK', got '{code}'.";
            }

            if (CountProblem(count, $"request_counts[{code}]") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? CountProblem(long count, string field) => count is >= 0 and <= MaxCount
        ? null
        : $"{field}: expected 0 to {MaxCount}, got {count}.";

    private string? TimeProblem(DateTimeOffset? time, string field)
    {
        var now = clock.GetUtcNow();
        return time >= now - retention && time <= now + MaxSkew
            ? null
            : $"{field}: expected a time not older than {retention.TotalDays:0.##} days and not in the future, "
                + $"got {(time is { } given ? $"{given.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : "none that is valid")}.";
    }

    private static string? First<T>(IReadOnlyList<T> items, string field, Func<T, string?> find)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (find(items[i]) is { } problem)
            {
                return $"{field}[{i}].{problem}";
            }
        }

        return null;
    }
}

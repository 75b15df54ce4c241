using System.Collections.Frozen;
using Maas.Errors;
using Maas.Monitoring.Monitors;

namespace Maas.Monitoring.Ingestion;

/// <summary>What a batch must look like before anything of it is counted. Thread-safe.</summary>
internal sealed class BatchRules(TimeSpan retention, int maxFeatures, TimeProvider clock)
{
    private const int MaxSamples = 10_000;
    private const int MaxOperationCounts = 10_000;
    private const int MaxReplicaLength = 128;
    private const int MaxFeatureNameLength = 256;
    private const int MaxScores = 1_000;
    private const int MaxTextLength = 32_768;
    private const int MaxDeviceLength = 64;
    private const int MaxBatchRows = 1 << 20;
    private const double MaxLoadSeconds = 1e9;

    // Far above what a replica can do between two batches; keeps sums far from the end of 64 bits.
    private const long MaxCount = 1_000_000_000_000;

    // Clocks of replicas may be ahead of ours by this much.
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    private static readonly FrozenSet<string> Codes = FrozenSet.Create(
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED");

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
        if (!IsUuid(batch.Id))
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

        if (batch.ReplicaLoads.Count > MaxOperationCounts)
        {
            return $"replica_loads: expected at most {MaxOperationCounts}, got {batch.ReplicaLoads.Count}.";
        }

        return CountProblem(batch.DroppedSampleCount, "dropped_sample_count")
            ?? First(batch.OperationCounts, "operation_counts", Problem)
            ?? First(batch.ReplicaLoads, "replica_loads", Problem)
            ?? First(batch.Samples, "prediction_samples", Problem);
    }

    private string? Problem(OperationCounts counts) =>
        NameProblem(counts.Deployment, counts.ModelVersion)
        ?? TimeProblem(counts.EndTime, "end_time")
        ?? CountProblem(counts.RowCount, "row_count")
        ?? CodesProblem(counts.RequestCounts)
        ?? SketchRules.Problem(counts.Latency, "latency", MaxCount)
        ?? SketchRules.Problem(counts.QueueLatency, "queue_latency", MaxCount)
        ?? SketchRules.Problem(counts.RunLatency, "run_latency", MaxCount)
        ?? BatchSizesProblem(counts.BatchSizeCounts);

    private static string? Problem(ReplicaLoad load) =>
        NameProblem(load.Deployment, load.ModelVersion)
        ?? (load.Device.Length > MaxDeviceLength
            ? $"device: expected at most {MaxDeviceLength} characters, got {load.Device.Length}."
            : null)
        ?? (load.MemoryBytes < 0 ? $"memory_bytes: expected 0 or more, got {load.MemoryBytes}." : null)
        ?? CountProblem(load.LoadCount, "load_count")
        ?? (load.LoadSeconds is >= 0 and <= MaxLoadSeconds
            ? null
            : $"load_seconds: expected 0 to {MaxLoadSeconds}, got {load.LoadSeconds}.");

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
            if (value.Feature.Length is 0 or > MaxFeatureNameLength || value.Feature.Contains('\0'))
            {
                return $"feature: expected 1 to {MaxFeatureNameLength} characters without NUL, got {value.Feature.Length}.";
            }

            if (!names.Add(value.Feature))
            {
                return $"feature '{value.Feature}' comes twice.";
            }
        }

        return TimeProblem(sample.PredictTime, "predict_time") ?? JudgedProblem(sample.Values);
    }

    private static string? JudgedProblem(SampledValues values)
    {
        if (values.PredictionId.Length > 0 && !IsUuid(values.PredictionId))
        {
            return $"prediction_id: expected a UUID, got '{values.PredictionId[..Math.Min(values.PredictionId.Length, 64)]}'.";
        }

        if ((values.Prediction is { } prediction && TextProblem(prediction, "prediction") is { } problem)
            || (problem = values.Features.Select(value => TextProblem(value, $"feature '{value.Feature}'")).FirstOrDefault(found => found is not null)) is not null)
        {
            return problem;
        }

        return values.Scores is not { } scores || (scores.Length <= MaxScores && Array.TrueForAll(scores, score => score is >= 0 and <= 1))
            ? null
            : $"scores: expected at most {MaxScores} numbers of 0 to 1, got {scores.Length}.";
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

    /// <summary>Whether a text is a UUID of 36 characters, without anything around it.</summary>
    public static bool IsUuid(string text) => text.Length == 36 && Guid.TryParseExact(text, "D", out _);

    // PostgreSQL keeps no NUL.
    private static string? TextProblem(SampledValue value, string field) =>
        value.Text is { } text && (text.Length > MaxTextLength || text.Contains('\0'))
            ? $"{field}: expected a text of at most {MaxTextLength} characters without NUL, got {text.Length} characters."
            : null;

    private static string? BatchSizesProblem(IReadOnlyDictionary<int, long> counts)
    {
        foreach (var (size, count) in counts)
        {
            if (size is < 1 or > MaxBatchRows || !int.IsPow2(size))
            {
                return $"batch_size_counts: expected powers of 2 up to {MaxBatchRows}, got {size}.";
            }

            if (CountProblem(count, $"batch_size_counts[{size}]") is { } problem)
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

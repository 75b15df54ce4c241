namespace Maas.Monitoring.Ingestion;

/// <summary>What one replica saw since its batch before, as it was sent: unchecked.</summary>
internal sealed record Batch
{
    /// <summary>Made by the replica; a batch is counted once per id.</summary>
    public required string Id { get; init; }

    public required string Replica { get; init; }

    public required IReadOnlyList<OperationCounts> OperationCounts { get; init; }

    public required IReadOnlyList<PredictionSample> Samples { get; init; }

    /// <summary>Samples that never left the replica.</summary>
    public required long DroppedSampleCount { get; init; }

    /// <summary>How the replica holds its versions.</summary>
    public IReadOnlyList<ReplicaLoad> ReplicaLoads { get; init; } = [];
}

/// <summary>How a replica holds a version.</summary>
internal sealed record ReplicaLoad
{
    /// <inheritdoc cref="OperationCounts.Deployment"/>
    public required string Deployment { get; init; }

    public required string ModelVersion { get; init; }

    public required string Device { get; init; }

    public required long MemoryBytes { get; init; }

    /// <summary>Loads since the batch before.</summary>
    public required long LoadCount { get; init; }

    public required double LoadSeconds { get; init; }
}

/// <summary>How requests to one version went.</summary>
internal sealed record OperationCounts
{
    /// <summary><c>deployments/{id}</c>, or <c>models/{id}</c> without a registry.</summary>
    public required string Deployment { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>When the requests ended; null when it came malformed.</summary>
    public required DateTimeOffset? EndTime { get; init; }

    /// <summary>Requests by gRPC status code name.</summary>
    public required IReadOnlyDictionary<string, long> RequestCounts { get; init; }

    public required long RowCount { get; init; }

    /// <summary>Null when no request ended well.</summary>
    public required SketchParts? Latency { get; init; }

    /// <summary>Null when it was not told.</summary>
    public SketchParts? QueueLatency { get; init; }

    /// <summary>Null when it was not told.</summary>
    public SketchParts? RunLatency { get; init; }

    /// <summary>Requests by the rows of their batch.</summary>
    public IReadOnlyDictionary<int, long> BatchSizeCounts { get; init; } = new Dictionary<int, long>();
}

/// <summary>A latency sketch as it was sent.</summary>
internal sealed record SketchParts(
    double Accuracy, IReadOnlyList<int> Indexes, IReadOnlyList<long> Counts, long ZeroCount, double TotalSeconds);

/// <summary>One prediction with what went in.</summary>
internal sealed record PredictionSample
{
    /// <inheritdoc cref="OperationCounts.Deployment"/>
    public required string Deployment { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>When it was answered; null when it came malformed.</summary>
    public required DateTimeOffset? PredictTime { get; init; }

    public required SampledValues Values { get; init; }
}

/// <summary>The values of one sample: what is kept of it until there are bins to count them in.</summary>
/// <param name="Features">Inputs of the row.</param>
/// <param name="Prediction">Null when it was not asked for.</param>
/// <param name="PredictionId">What the caller was told; empty when nothing.</param>
/// <param name="Scores">Of the classes, in their order; null when there are none.</param>
internal sealed record SampledValues(
    IReadOnlyList<SampledValue> Features, SampledValue? Prediction, string PredictionId = "", double[]? Scores = null);

/// <summary>A named value; missing when it has neither number nor text.</summary>
internal readonly record struct SampledValue(string Feature, double? Number, string? Text);

using Maas.Statistics;

namespace Maas.Inference.Sampling;

/// <summary>How the requests to one version went within one minute. Not thread-safe.</summary>
internal sealed class OperationCount(string source, string modelVersion)
{
    /// <summary>What answered, <c>deployments/{deployment}</c>, or <c>models/{model}</c> when a model was asked for by its own name.</summary>
    public string Source { get; } = source;

    /// <summary>The version, <c>models/{model}/versions/{n}</c>.</summary>
    public string ModelVersion { get; } = modelVersion;

    /// <summary>When the last of the requests ended.</summary>
    public DateTimeOffset EndTime { get; private set; }

    /// <summary>Requests by gRPC status code name.</summary>
    public Dictionary<string, long> RequestCounts { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests, however they ended.</summary>
    public long RequestCount => RequestCounts.Values.Sum();

    /// <summary>Rows predicted by requests that ended <c>OK</c>.</summary>
    public long RowCount { get; private set; }

    /// <summary>From arrival to outputs, of requests that ended <c>OK</c>.</summary>
    public LatencySketch Latency { get; } = new();

    public void Add(string code, DateTimeOffset now)
    {
        EndTime = now;
        RequestCounts[code] = RequestCounts.GetValueOrDefault(code) + 1;
    }

    public void AddRows(long rowCount, TimeSpan latency)
    {
        RowCount += rowCount;
        Latency.Add(latency);
    }
}

using Maas.Training.Plans;

namespace Maas.Training.Jobs.Searching;

/// <summary>Metrics that trials can be compared by.</summary>
internal static class SearchMetric
{
    private static readonly string[] OfClasses = ["log_loss", "accuracy", "macro_f1", "brier", "ece", "roc_auc"];
    private static readonly string[] OfNumbers = ["rmse", "mse", "mae", "r2"];

    /// <summary>Those of a task, the usual one first; none of clustering.</summary>
    public static IReadOnlyList<string> Of(string task) => task switch
    {
        LearningTask.Classification => OfClasses,
        LearningTask.Clustering => [],
        _ => OfNumbers,
    };

    /// <summary>Whether a larger value is better.</summary>
    public static bool IsMaximized(string metric) => metric is "accuracy" or "macro_f1" or "roc_auc" or "r2";

    /// <summary>The value of a metric on rows that were not learnt from; null when it could not be told.</summary>
    /// <param name="metric">One of them.</param>
    /// <param name="metrics">All that was measured.</param>
    /// <param name="hasFolds">
    /// Of a cross-validation it is the mean, one standard error worse: of two that are as good, the steadier one is better.
    /// </param>
    public static double? Find(string metric, IReadOnlyDictionary<string, double> metrics, bool hasFolds)
    {
        if (!hasFolds)
        {
            return metrics.TryGetValue($"validation.{metric}", out var value) ? value : null;
        }

        return metrics.TryGetValue($"cross_validation.{metric}", out var mean) && metrics.TryGetValue($"cross_validation.{metric}_error", out var error)
            ? IsMaximized(metric) ? mean - error : mean + error
            : null;
    }
}

/// <summary>What is measured of an artifact beside its metrics.</summary>
internal static class ArtifactMeasure
{
    /// <summary>Size of <c>model.onnx</c>.</summary>
    public const string SizeBytes = "model_size_bytes";

    /// <summary>Median time for one row.</summary>
    public const string LatencyP50 = "latency_p50_seconds";

    /// <summary>95th percentile of it.</summary>
    public const string LatencyP95 = "latency_p95_seconds";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [SizeBytes, LatencyP50, LatencyP95];
}

using Maas.Monitoring.Drift;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Performance;
using Maas.Monitoring.Quality;
using Maas.Monitoring.Windows;
using Maas.Statistics;
using Maas.Statistics.Recipes;

namespace Maas.Monitoring.Tests.Alerts.Conditions;

/// <summary>Windows as tests of conditions need them.</summary>
internal static class MadeWindows
{
    private static readonly DateTimeOffset Start = new(2101, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Five minutes of requests.</summary>
    public static MetricsWindow Of(long ok = 100, long failed = 0, long sampled = 100, long dropped = 0, params double[] latencies)
    {
        LatencySketch? sketch = null;
        foreach (var seconds in latencies)
        {
            (sketch ??= new LatencySketch()).AddSeconds(seconds);
        }

        return new MetricsWindow
        {
            ModelVersion = "models/churn/versions/7",
            StartTime = Start,
            EndTime = Start.AddMinutes(5),
            Content = new WindowContent
            {
                Operation = new OperationTally
                {
                    RequestCounts = new Dictionary<string, long> { ["OK"] = ok, ["INTERNAL"] = failed }, Latency = sketch,
                },
                SampleCount = sampled,
                DroppedSampleCount = dropped,
            },
            HasBaseline = true,
            Drift = null,
        };
    }

    public static MetricsWindow WithDrift(double pValue, params FeatureDrift[] features) => Of() with
    {
        Drift = new DriftReport { Features = features, Level = 0.001, PValue = pValue, TestCount = features.Length },
    };

    public static FeatureDrift DriftOf(string feature, double pValue, double psi = 0, bool isDrifted = false, long samples = 100) => new()
    {
        Feature = feature,
        Test = "psi",
        Statistic = 1,
        PValue = pValue,
        MissingPValue = null,
        IsDrifted = isDrifted,
        Distances = samples == 0 ? [] : [new Figure("psi.counts", psi), new Figure("hellinger.counts", psi / 2)],
        SampleCount = samples,
        MissingCount = 0,
        BaselineMissingRatio = 0,
        Mean = null,
        BaselineMean = null,
    };

    public static MetricsWindow WithQuality(double duplicates = 0, double? volume = null, params FeatureQuality[] features) =>
        Of() with { Quality = new DataQuality(duplicates, features, volume) };

    public static FeatureQuality QualityOf(
        string feature, long values = 100, long missing = 0, long unseen = 0, long outOfRange = 0, bool isConstant = false) => new()
        {
            Feature = feature,
            ValueCount = values,
            MissingCount = missing,
            UnseenCount = unseen,
            OutOfRangeCount = outOfRange,
            IsConstant = isConstant,
            Numbers = null,
        };

    public static MetricsWindow WithPerformance(
        MetricFigure? realised = null, MetricFigure? estimated = null, long outcomes = 100, bool isRefuted = false, long changes = 0) =>
        Of() with
        {
            Performance = new PerformanceReport
            {
                PredictionCount = 100,
                OutcomeCount = outcomes,
                Realised = realised is null ? [] : [realised],
                Estimated = estimated is null ? [] : [estimated],
                EstimatedForOutcomes = estimated is null ? [] : [estimated],
                IsEstimateRefuted = isRefuted,
                ChangeCount = changes,
                Caveat = "",
            },
        };

    public static MetricFigure Accuracy(double value, double low, double high, double? baseline = null) =>
        new("accuracy", value, low, high, baseline, 100, "realised");

    public static OperationReport OperationOf(double queueSeconds, double runSeconds, long loads) => new()
    {
        QueueLatency = Sketch(queueSeconds),
        RunLatency = Sketch(runSeconds),
        BatchSizeCounts = new Dictionary<int, long>(),
        LoadCount = loads,
        LoadMeanSeconds = 0,
        Replicas = [],
        RequestRate = 1,
        BurnRates = new Dictionary<string, double>(),
    };

    private static LatencySketch Sketch(double seconds)
    {
        var sketch = new LatencySketch();
        sketch.AddSeconds(seconds);
        return sketch;
    }
}

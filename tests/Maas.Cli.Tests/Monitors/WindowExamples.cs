using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Tests.Monitors;

/// <summary>Windows that have something of everything.</summary>
internal static class WindowExamples
{
    public static MetricsWindow Counts(string slice = "", long number = 0) => new()
    {
        ModelVersion = "models/churn/versions/2",
        StartTime = Timestamp.FromDateTime(new DateTime(2026, 1, 1, 10, 0, 0, DateTimeKind.Utc)),
        EndTime = Timestamp.FromDateTime(new DateTime(2026, 1, 1, 11, 0, 0, DateTimeKind.Utc)),
        RequestCount = 120, ErrorCount = 3, SampleCount = 100, Slice = slice, SequenceNumber = number,
    };

    public static MetricsWindow Full()
    {
        var window = Counts();
        window.FeatureDrifts.Add(new FeatureDrift { Feature = "age", Test = "anderson-darling", PValue = 0.000012, IsDrifted = true, SampleCount = 100 });
        window.Drift = new DriftSummary { LevelRatio = 0.0014, PValue = 0.000036, IsDrifted = true, DriftedFeatureCount = 1, TestCount = 3 };
        window.Quality = new DataQuality
        {
            DuplicateRatio = 0.25,
            VolumeRatio = 3.5,
            Features =
            {
                new FeatureQuality { Feature = "plan", ValueCount = 80, MissingCount = 20, UnseenCount = 7 },
                new FeatureQuality
                {
                    Feature = "age", ValueCount = 100, OutOfRangeCount = 4, IsConstant = true,
                    Numbers = new NumberSummary { Minimum = 18, P50 = 44.5, Maximum = 230 },
                },
                new FeatureQuality { Feature = "healthy", ValueCount = 100 },
            },
        };
        window.Performance = Performance();
        window.Operation = new OperationSummary
        {
            RequestRate = 2.5,
            QueueLatency = new LatencyQuantiles { P50Seconds = 0.001, P90Seconds = 0.002, P99Seconds = 0.004 },
            BatchSizeCounts = { [1] = 90, [8] = 30 },
            LoadCount = 2,
            LoadMeanSeconds = 0.5,
            Replicas = { new ReplicaSummary { Replica = "inference-1", Device = "cpu", MemoryBytes = 3 << 20 } },
            BurnRates = { ["availability"] = 14.5 },
        };
        return window;
    }

    private static Performance Performance() => new()
    {
        PredictionCount = 100,
        OutcomeCount = 40,
        IsEstimateRefuted = true,
        ChangeCount = 2,
        EstimateCaveat = "A change of the relation of inputs to truth is not seen.",
        Realised = { Figure("accuracy", 0.8, 0.65, 0.9, "realised", 0.91) },
        Estimated = { Figure("accuracy", 0.88, 0.82, 0.93, "cbpe", 0.91), Figure("f1", 0.7, 0.6, 0.79, "cbpe", baseline: null) },
        EstimatedForOutcomes = { Figure("accuracy", 0.89, 0.83, 0.94, "cbpe", 0.91) },
    };

    private static MetricFigure Figure(string metric, double value, double low, double high, string recipe, double? baseline)
    {
        var figure = new MetricFigure { Metric = metric, Value = value, Low = low, High = high, Recipe = recipe };
        if (baseline is { } known)
        {
            figure.BaselineValue = known;
        }

        return figure;
    }
}

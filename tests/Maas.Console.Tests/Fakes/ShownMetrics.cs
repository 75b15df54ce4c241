using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using PerformanceOfWindow = Maas.Contracts.Monitoring.V1.Performance;

namespace Maas.Console.Tests.Fakes;

/// <summary>Traffic of a deployment with two versions: the larger one drifts in one input, from half past eleven on.</summary>
internal static class ShownMetrics
{
    private static readonly DateTimeOffset DriftBegin = new(2030, 5, 14, 11, 30, 0, TimeSpan.Zero);

    /// <summary>One window per version and step of the interval that has begun.</summary>
    public static QueryMetricsResponse Answer(QueryMetricsRequest request)
    {
        var (start, end) = (request.StartTime.ToDateTimeOffset(), request.EndTime.ToDateTimeOffset());
        var length = request.WindowDuration?.ToTimeSpan() ?? end - start;
        var answer = new QueryMetricsResponse();
        for (var begin = start; begin < end && begin <= PinnedTime.Now; begin += length)
        {
            answer.Windows.Add(Window(6, begin, length));
            answer.Windows.Add(Window(7, begin, length));
        }

        return answer;
    }

    /// <summary>A window of a version.</summary>
    public static MetricsWindow Window(int version, DateTimeOffset begin, TimeSpan length)
    {
        var passed = PinnedTime.Now - begin < length ? PinnedTime.Now - begin : length;
        var wave = Math.Sin(begin.ToUnixTimeSeconds() / 900.0);
        var requests = (long)(passed.TotalSeconds * (version == 6 ? 9 + (1.5 * wave) : 1 + (0.2 * wave)));
        var errors = requests * (version == 6 ? 4 : 9) / 1000;
        var samples = requests / 2;
        var isDrifted = version == 6 && begin + length > DriftBegin;
        return new MetricsWindow
        {
            ModelVersion = $"models/churn/versions/{version}",
            StartTime = begin.ToTimestamp(),
            EndTime = (begin + length).ToTimestamp(),
            RequestCount = requests,
            ErrorCount = errors,
            RequestCounts = { ["OK"] = requests - errors, ["RESOURCE_EXHAUSTED"] = errors },
            RowCount = requests * 3,
            SampleCount = samples,
            Latency = new LatencyQuantiles
            {
                MeanSeconds = 0.0061, P50Seconds = 0.0052 + (0.0006 * wave), P90Seconds = 0.0104 + (0.001 * wave),
                P99Seconds = (version == 6 ? 0.0231 : 0.0284) + (0.003 * wave),
            },
            FeatureDrifts = { Drifts(samples, isDrifted, wave) },
            Drift = new DriftSummary
            {
                LevelRatio = 0.0012, PValue = isDrifted ? 0.0000021 : 0.41, IsDrifted = isDrifted, DriftedFeatureCount = isDrifted ? 1 : 0, TestCount = 10,
            },
            Quality = Quality(samples, isDrifted),
            Performance = Performance(version, samples, isDrifted, wave),
            Operation = Operation(version, requests / passed.TotalSeconds, begin + length > DriftBegin),
        };
    }

    private static IEnumerable<FeatureDrift> Drifts(long samples, bool isDrifted, double wave)
    {
        (string Feature, double Distance)[] features =
        [
            ("age", 0.02 + (0.01 * wave)), ("tenure", isDrifted ? 0.43 + (0.05 * wave) : 0.03), ("charges", isDrifted ? 0.13 : 0.05 + (0.01 * wave)),
            ("contract", 0.012), ("(prediction)", isDrifted ? 0.08 : 0.02),
        ];
        return features.Select(feature => new FeatureDrift
        {
            Feature = feature.Feature,
            Test = feature.Feature == "contract" ? "chi-squared" : "anderson-darling",
            SampleCount = samples,
            MissingCount = samples / 200,
            BaselineMissingRatio = 0.004,
            PValue = feature.Distance > 0.2 ? 0.0000004 : 0.37,
            MissingPValue = 0.8,
            IsDrifted = feature.Distance > 0.2,
            Distances = { new Distance { Recipe = "psi.counts", Value = feature.Distance } },
        });
    }

    private static DataQuality Quality(long samples, bool isDrifted) => new()
    {
        DuplicateRatio = 0.0021,
        VolumeRatio = 1.04,
        Features =
        {
            new FeatureQuality
            {
                Feature = "tenure", ValueCount = samples, OutOfRangeCount = isDrifted ? samples / 20 : 0,
                Numbers = new NumberSummary { Minimum = 0, Maximum = isDrifted ? 91 : 72, P05 = 1, P50 = isDrifted ? 41 : 29, P95 = 71, Mean = 32, StandardDeviation = 24 },
            },
            new FeatureQuality { Feature = "contract", ValueCount = samples - (samples / 100), MissingCount = samples / 100, UnseenCount = samples / 500 },
            new FeatureQuality { Feature = "currency", ValueCount = samples, IsConstant = true },
        },
    };

    private static PerformanceOfWindow Performance(int version, long samples, bool isDrifted, double wave)
    {
        var expected = (version == 6 ? 0.881 : 0.897) - (isDrifted ? 0.031 : 0) + (0.003 * wave);
        var realised = expected - (isDrifted ? 0.012 : 0);
        return new PerformanceOfWindow
        {
            PredictionCount = samples,
            OutcomeCount = samples / 2,
            IsEstimateRefuted = false,
            EstimateCaveat = "The estimate cannot see a change in what the inputs mean.",
            Realised = { Figure("accuracy", realised, 0.014, version, "realised"), Figure("roc_auc", realised + 0.03, 0.012, version, "realised") },
            Estimated = { Figure("accuracy", expected, 0.008, version, "cbpe"), Figure("roc_auc", expected + 0.034, 0.007, version, "cbpe") },
        };
    }

    private static MetricFigure Figure(string metric, double value, double margin, int version, string recipe) => new()
    {
        Metric = metric,
        Value = value,
        Low = value - margin,
        High = value + margin,
        BaselineValue = metric == "accuracy" ? version == 6 ? 0.881 : 0.897 : version == 6 ? 0.918 : 0.934,
        Recipe = recipe,
    };

    private static OperationSummary Operation(int version, double rate, bool isLate) => new()
    {
        RequestRate = rate,
        Replicas = { new ReplicaSummary { Replica = "serving-0", Device = "cuda:0", MemoryBytes = (version == 6 ? 212L : 218L) << 20 } },
        BurnRates = { ["availability"] = isLate ? 4.6 : 3.9, ["latency"] = 0.4 },
    };
}

using Maas.Monitoring.Operation;
using Maas.Monitoring.Performance;
using Proto = Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Api;

/// <summary>Quality, performance and operation of a window on the wire.</summary>
internal static class ReportMapping
{
    extension(Quality.DataQuality quality)
    {
        public Proto.DataQuality ToProto()
        {
            var proto = new Proto.DataQuality
            {
                DuplicateRatio = quality.DuplicateRatio,
                Features = { quality.Features.Select(feature => feature.ToProto()) },
            };
            if (quality.VolumeRatio is { } volume)
            {
                proto.VolumeRatio = volume;
            }

            return proto;
        }
    }

    extension(Quality.FeatureQuality feature)
    {
        public Proto.FeatureQuality ToProto() => new()
        {
            Feature = feature.Feature,
            ValueCount = feature.ValueCount,
            MissingCount = feature.MissingCount,
            UnseenCount = feature.UnseenCount,
            OutOfRangeCount = feature.OutOfRangeCount,
            IsConstant = feature.IsConstant,
            Numbers = feature.Numbers?.ToProto(),
        };
    }

    extension(Quality.NumberSummary numbers)
    {
        public Proto.NumberSummary ToProto()
        {
            var proto = new Proto.NumberSummary
            {
                Minimum = numbers.Minimum, Maximum = numbers.Maximum, Mean = numbers.Mean, StandardDeviation = numbers.StandardDeviation,
            };
            if (numbers is { P05: { } low, P50: { } median, P95: { } high })
            {
                (proto.P05, proto.P50, proto.P95) = (low, median, high);
            }

            return proto;
        }
    }

    extension(PerformanceReport performance)
    {
        public Proto.Performance ToProto() => new()
        {
            PredictionCount = performance.PredictionCount,
            OutcomeCount = performance.OutcomeCount,
            Realised = { performance.Realised.Select(figure => figure.ToProto()) },
            Estimated = { performance.Estimated.Select(figure => figure.ToProto()) },
            EstimatedForOutcomes = { performance.EstimatedForOutcomes.Select(figure => figure.ToProto()) },
            IsEstimateRefuted = performance.IsEstimateRefuted,
            ChangeCount = performance.ChangeCount,
            EstimateCaveat = performance.Caveat,
        };
    }

    extension(MetricFigure figure)
    {
        public Proto.MetricFigure ToProto()
        {
            var proto = new Proto.MetricFigure
            {
                Metric = figure.Metric, Value = figure.Value, Low = figure.Low, High = figure.High, RowCount = figure.RowCount, Recipe = figure.Recipe,
            };
            if (figure.BaselineValue is { } baseline)
            {
                proto.BaselineValue = baseline;
            }

            return proto;
        }
    }

    extension(OperationReport operation)
    {
        public Proto.OperationSummary ToProto() => new()
        {
            QueueLatency = operation.QueueLatency is { Count: > 0 } queue ? queue.ToProto() : null,
            RunLatency = operation.RunLatency is { Count: > 0 } run ? run.ToProto() : null,
            BatchSizeCounts = { operation.BatchSizeCounts.ToDictionary() },
            LoadCount = operation.LoadCount,
            LoadMeanSeconds = operation.LoadMeanSeconds,
            Replicas =
            {
                operation.Replicas.Select(replica => new Proto.ReplicaSummary
                {
                    Replica = replica.Replica, Device = replica.Device, MemoryBytes = replica.MemoryBytes,
                }),
            },
            RequestRate = operation.RequestRate,
            BurnRates = { operation.BurnRates.ToDictionary() },
        };
    }
}

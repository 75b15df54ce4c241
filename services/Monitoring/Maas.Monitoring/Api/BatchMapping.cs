using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Ingestion;
using OperationCountsProto = Maas.Contracts.Monitoring.V1.OperationCounts;
using PredictionSampleProto = Maas.Contracts.Monitoring.V1.PredictionSample;
using ReplicaLoadProto = Maas.Contracts.Monitoring.V1.ReplicaLoad;

namespace Maas.Monitoring.Api;

/// <summary>Batches as they come over the wire. What is malformed is left to the rules of the domain.</summary>
internal static class BatchMapping
{
    extension(IngestRequest request)
    {
        public Batch FromProto() => new()
        {
            Id = request.BatchId,
            Replica = request.Replica,
            OperationCounts = [.. request.OperationCounts.Select(counts => counts.FromProto())],
            Samples = [.. request.PredictionSamples.Select(sample => sample.FromProto())],
            DroppedSampleCount = request.DroppedSampleCount,
            ReplicaLoads = [.. request.ReplicaLoads.Select(load => load.FromProto())],
        };
    }

    extension(IngestedBatches batches)
    {
        public IngestResponse ToProto() => new()
        {
            BatchCount = batches.Total,
            DuplicateBatchCount = batches.Duplicate,
        };
    }

    extension(OperationCountsProto counts)
    {
        public Ingestion.OperationCounts FromProto() => new()
        {
            Deployment = counts.Deployment,
            ModelVersion = counts.ModelVersion,
            EndTime = counts.EndTime.TimeOrNull(),
            RequestCounts = counts.RequestCounts.ToDictionary(),
            RowCount = counts.RowCount,
            Latency = counts.Latency?.FromProto(),
            QueueLatency = counts.QueueLatency?.FromProto(),
            RunLatency = counts.RunLatency?.FromProto(),
            BatchSizeCounts = counts.BatchSizeCounts.ToDictionary(),
        };
    }

    extension(LatencySketch sketch)
    {
        public SketchParts FromProto() => new(
            sketch.AccuracyRatio, sketch.BucketIndexes, sketch.BucketCounts, sketch.ZeroCount, sketch.TotalSeconds);
    }

    extension(ReplicaLoadProto load)
    {
        public Ingestion.ReplicaLoad FromProto() => new()
        {
            Deployment = load.Deployment,
            ModelVersion = load.ModelVersion,
            Device = load.Device,
            MemoryBytes = load.MemoryBytes,
            LoadCount = load.LoadCount,
            LoadSeconds = load.LoadSeconds,
        };
    }

    extension(PredictionSampleProto sample)
    {
        public Ingestion.PredictionSample FromProto() => new()
        {
            Deployment = sample.Deployment,
            ModelVersion = sample.ModelVersion,
            PredictTime = sample.PredictTime.TimeOrNull(),
            Values = new SampledValues(
                [.. sample.Features.Select(value => value.FromProto())], sample.Prediction?.FromProto(), sample.PredictionId,
                sample.Scores.Count == 0 ? null : [.. sample.Scores]),
        };
    }

    extension(FeatureValue value)
    {
        public SampledValue FromProto() => new(
            value.Feature,
            value.HasNumber ? value.Number : null,
            value.HasText ? value.Text : null);
    }

    extension(Timestamp? time)
    {
        /// <summary>Null when absent or outside of the years 1 to 9999.</summary>
        public DateTimeOffset? TimeOrNull()
        {
            try
            {
                return time?.ToDateTimeOffset();
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }
}

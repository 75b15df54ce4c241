using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;
using Maas.Training.Jobs;

namespace Maas.Training.Api;

/// <summary>Smaller models, on the wire.</summary>
internal static class VariantMapping
{
    extension(VariantSpec variant)
    {
        public VariantChoice FromProto() => new(variant.Kind)
        {
            Sparsity = variant.HasSparsity ? variant.Sparsity : null,
            EpochCount = variant.HasEpochCount ? variant.EpochCount : null,
            MaxSizeRatio = variant.HasMaxSizeRatio ? variant.MaxSizeRatio : null,
            MaxMetricLoss = variant.HasMaxMetricLoss ? variant.MaxMetricLoss : null,
            MaxLatencyRatio = variant.HasMaxLatencyRatio ? variant.MaxLatencyRatio : null,
        };
    }

    extension(VariantChoice variant)
    {
        public VariantSpec ToProto()
        {
            var mapped = new VariantSpec { Kind = variant.Kind };
            OptionalField.Set(variant.Sparsity, value => mapped.Sparsity = value);
            OptionalField.Set(variant.EpochCount, value => mapped.EpochCount = value);
            OptionalField.Set(variant.MaxSizeRatio, value => mapped.MaxSizeRatio = value);
            OptionalField.Set(variant.MaxMetricLoss, value => mapped.MaxMetricLoss = value);
            OptionalField.Set(variant.MaxLatencyRatio, value => mapped.MaxLatencyRatio = value);
            return mapped;
        }
    }

    extension(JobVariant variant)
    {
        public VariantResult ToProto() => new()
        {
            Variant = variant.Outcome.Name,
            ModelVersion = variant.ModelVersion,
            FailedGate = variant.Outcome.FailedGate,
            Problem = variant.Outcome.Problem,
            SizeBytes = variant.Outcome.SizeBytes,
            CompressedSizeBytes = variant.Outcome.CompressedSizeBytes,
            SizeRatio = variant.Outcome.SizeRatio,
            Metric = variant.Outcome.Metric,
            MetricValue = variant.Outcome.MetricValue,
            MetricLoss = variant.Outcome.MetricLoss,
            AgreementRatio = variant.Outcome.AgreementRatio,
            LargestDifference = variant.Outcome.LargestDifference,
            P50Duration = TimeOf(variant.Outcome.P50Seconds),
            P95Duration = TimeOf(variant.Outcome.P95Seconds),
            FullP50Duration = TimeOf(variant.Outcome.FullP50Seconds),
            FullP95Duration = TimeOf(variant.Outcome.FullP95Seconds),
        };
    }

    private static Duration TimeOf(double seconds) => TimeSpan.FromSeconds(seconds).ToDuration();
}

using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Variants;

/// <summary>One variant of each kind, with the usual gates but for the latency, which is let pass.</summary>
internal static class VariantPlans
{
    private const double AnyLatency = 1000;

    public static IReadOnlyList<VariantPlan> All { get; } =
    [
        new() { Kind = VariantKind.DynamicInt8, MaxSizeRatio = 0.3, MaxMetricLoss = 0.005, MaxLatencyRatio = AnyLatency },
        new() { Kind = VariantKind.StaticInt8, MaxSizeRatio = 0.3, MaxMetricLoss = 0.005, MaxLatencyRatio = AnyLatency },
        new() { Kind = VariantKind.Fp16, MaxSizeRatio = 0.6, MaxMetricLoss = 0.005, MaxLatencyRatio = AnyLatency },
        new() { Kind = VariantKind.Pruned, Sparsity = 0.8, EpochCount = 5, MaxSizeRatio = 1, MaxMetricLoss = 0.005, MaxLatencyRatio = AnyLatency },
    ];
}

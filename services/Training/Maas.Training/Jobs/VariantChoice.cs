using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>A smaller model that is asked for. As sent, or completed by <see cref="VariantRules"/>.</summary>
/// <param name="Kind">One of <see cref="VariantKind"/>.</param>
internal sealed record VariantChoice(string Kind)
{
    /// <summary>Share of the weights that are taken away, in (0, 1).</summary>
    public double? Sparsity { get; init; }

    /// <summary>Passes over the training rows afterwards.</summary>
    public int? EpochCount { get; init; }

    /// <summary>Most share of the full model's bytes.</summary>
    public double? MaxSizeRatio { get; init; }

    /// <summary>Most that the main metric may lose.</summary>
    public double? MaxMetricLoss { get; init; }

    /// <summary>Most share of the full model's median latency.</summary>
    public double? MaxLatencyRatio { get; init; }

    /// <summary>What a worker makes; of a complete one.</summary>
    public VariantPlan ToPlan() => new()
    {
        Kind = Kind,
        Sparsity = Sparsity ?? 0,
        EpochCount = EpochCount ?? 0,
        MaxSizeRatio = MaxSizeRatio!.Value,
        MaxMetricLoss = MaxMetricLoss!.Value,
        MaxLatencyRatio = MaxLatencyRatio!.Value,
    };
}

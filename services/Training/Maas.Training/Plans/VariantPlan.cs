using System.Globalization;
using System.Text.Json.Serialization;

namespace Maas.Training.Plans;

/// <summary>A smaller model to make of the full one, and what it must keep to be published.</summary>
public sealed record VariantPlan
{
    /// <summary>One of <see cref="VariantKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary><see cref="VariantKind.Pruned"/>: share of the weights that are taken away, in (0, 1); 0 for others.</summary>
    public double Sparsity { get; init; }

    /// <summary><see cref="VariantKind.Pruned"/>: passes over the training rows afterwards, 1 or more; 0 for others.</summary>
    public int EpochCount { get; init; }

    /// <summary>Most share of the full model's bytes, above 0.</summary>
    public required double MaxSizeRatio { get; init; }

    /// <summary>Most that the main metric, accuracy or R2, may lose, 0 or more.</summary>
    public required double MaxMetricLoss { get; init; }

    /// <summary>Most share of the full model's median latency of one row, above 0.</summary>
    public required double MaxLatencyRatio { get; init; }

    /// <summary>Tells it from the other variants of the same model, e.g. <c>static-int8</c> or <c>pruned-0.8</c>.</summary>
    [JsonIgnore]
    public string Name => Kind == VariantKind.Pruned ? string.Create(CultureInfo.InvariantCulture, $"{Kind}-{Sparsity}") : Kind;
}

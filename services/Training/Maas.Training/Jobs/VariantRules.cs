using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>Checks the variants of a spec, and decides what was left open. Used once.</summary>
/// <param name="field">Where they stand in the request.</param>
/// <param name="violations">Gets what is wrong.</param>
internal sealed class VariantRules(string field, List<FieldViolation> violations)
{
    private const int Most = 8;
    private const int MostEpochs = 1_000;
    private const double DefaultSparsity = 0.8;
    private const int DefaultEpochCount = 10;
    private const double DefaultMetricLoss = 0.005;
    private const double DefaultLatencyRatio = 1.1;

    /// <summary>The variants as they will be made.</summary>
    /// <param name="variants">As sent.</param>
    /// <param name="algorithm">What is trained.</param>
    public IReadOnlyList<VariantChoice> Complete(IReadOnlyList<VariantChoice> variants, string algorithm)
    {
        Require(variants.Count <= Most, field, $"Expected {Most} variants at most, got {variants.Count}.");
        Require(variants.Count == 0 || Algorithm.IsNetwork(algorithm) || !Algorithm.All.Contains(algorithm), field,
            $"'{algorithm}' has no variants; they are made of '{Algorithm.Mlp}', '{Algorithm.Cnn}' and '{Algorithm.Rnn}'. Leave the field out.");
        List<VariantChoice> complete = [.. variants.Select((variant, index) => Complete(variant, $"{field}[{index}]"))];
        foreach (var (index, variant) in complete.Index())
        {
            Require(complete.Take(index).All(other => (other.Kind, other.Sparsity) != (variant.Kind, variant.Sparsity)), $"{field}[{index}]",
                "The same variant is there twice.");
        }

        return complete;
    }

    private VariantChoice Complete(VariantChoice variant, string at)
    {
        Require(VariantKind.All.Contains(variant.Kind), $"{at}.kind", $"Expected {ColumnWords.Of(VariantKind.All)}, got '{variant.Kind}'.");
        RequireAbove(variant.MaxSizeRatio, $"{at}.max_size_ratio");
        RequireAbove(variant.MaxLatencyRatio, $"{at}.max_latency_ratio");
        Require(variant.MaxMetricLoss is null or (>= 0 and < double.PositiveInfinity), $"{at}.max_metric_loss", $"Expected a number of 0 or more, got {variant.MaxMetricLoss}.");
        var complete = variant with
        {
            MaxSizeRatio = variant.MaxSizeRatio ?? DefaultSizeRatio(variant.Kind),
            MaxMetricLoss = variant.MaxMetricLoss ?? DefaultMetricLoss,
            MaxLatencyRatio = variant.MaxLatencyRatio ?? DefaultLatencyRatio,
        };
        return variant.Kind == VariantKind.Pruned ? CompletePruned(complete, at) : CompleteOther(complete, at);
    }

    private VariantChoice CompletePruned(VariantChoice variant, string at)
    {
        var complete = variant with { Sparsity = variant.Sparsity ?? DefaultSparsity, EpochCount = variant.EpochCount ?? DefaultEpochCount };
        Require(complete.Sparsity is > 0 and < 1, $"{at}.sparsity", $"Expected a share in (0, 1), got {complete.Sparsity}.");
        Require(complete.EpochCount is >= 1 and <= MostEpochs, $"{at}.epoch_count", $"Expected 1 to {MostEpochs}, got {complete.EpochCount}.");
        return complete;
    }

    private VariantChoice CompleteOther(VariantChoice variant, string at)
    {
        Require(variant.Sparsity is null, $"{at}.sparsity", $"Goes with '{VariantKind.Pruned}' only; leave the field out.");
        Require(variant.EpochCount is null, $"{at}.epoch_count", $"Goes with '{VariantKind.Pruned}' only; leave the field out.");
        return variant;
    }

    private static double DefaultSizeRatio(string kind) => kind switch
    {
        VariantKind.Fp16 => 0.6,
        VariantKind.Pruned => 1,
        _ => 0.3,
    };

    private void RequireAbove(double? ratio, string at) =>
        Require(ratio is null or (> 0 and < double.PositiveInfinity), at, $"Expected a number above 0, got {ratio}.");

    private void Require(bool condition, string at, string description)
    {
        if (!condition)
        {
            violations.Add(new FieldViolation(at, description));
        }
    }
}

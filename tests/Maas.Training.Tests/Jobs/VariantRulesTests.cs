using Maas.Errors;
using Maas.Training.Jobs;
using Maas.Training.Plans;

namespace Maas.Training.Tests.Jobs;

/// <summary>Which variants are made, and which are refused.</summary>
internal sealed class VariantRulesTests
{
    [TestCase(VariantKind.DynamicInt8, 0.3)]
    [TestCase(VariantKind.StaticInt8, 0.3)]
    [TestCase(VariantKind.Fp16, 0.6)]
    public void Variant_WithNothingSaid_GetsItsGates(string kind, double size)
    {
        var complete = Complete([new VariantChoice(kind)], Algorithm.Cnn, out var violations).Single();

        Assert.That(violations, Is.Empty);
        Assert.That(complete.ToPlan(), Is.EqualTo(new VariantPlan { Kind = kind, MaxSizeRatio = size, MaxMetricLoss = 0.005, MaxLatencyRatio = 1.1 }));
    }

    [Test]
    public void Pruned_WithNothingSaid_GetsASparsityAndEpochs()
    {
        var complete = Complete([new VariantChoice(VariantKind.Pruned)], Algorithm.Mlp, out var violations).Single();

        Assert.That(violations, Is.Empty);
        Assert.That((complete.Sparsity, complete.EpochCount, complete.MaxSizeRatio, complete.ToPlan().Name), Is.EqualTo((0.8, 10, 1.0, "pruned-0.8")));
    }

    [TestCase(Algorithm.GradientBoosting)]
    [TestCase(Algorithm.KMeans)]
    [TestCase(Algorithm.LogisticRegression)]
    public void Variants_OfWhatIsNoNetwork_AreRefused(string algorithm)
    {
        Complete([new VariantChoice(VariantKind.DynamicInt8)], algorithm, out var violations);

        Assert.That(violations.Select(violation => (violation.Field, violation.Description)), Is.EqualTo(new[]
        {
            ("spec.variants", $"'{algorithm}' has no variants; they are made of 'mlp', 'cnn' and 'rnn'. Leave the field out."),
        }));
    }

    [Test]
    public void Variants_WithWrongFigures_AreToldAllAtOnce()
    {
        Complete(
            [
                new VariantChoice("int4"),
                new VariantChoice(VariantKind.Fp16) { Sparsity = 0.5, EpochCount = 3, MaxSizeRatio = 0, MaxMetricLoss = -1, MaxLatencyRatio = double.NaN },
                new VariantChoice(VariantKind.Pruned) { Sparsity = 1, EpochCount = 0 },
                new VariantChoice(VariantKind.Pruned) { Sparsity = 1 },
            ],
            Algorithm.Mlp, out var violations);

        Assert.That(violations.Select(violation => violation.Field).Order(StringComparer.Ordinal), Is.EqualTo(new[]
        {
            "spec.variants[0].kind", "spec.variants[1].epoch_count", "spec.variants[1].max_latency_ratio", "spec.variants[1].max_metric_loss",
            "spec.variants[1].max_size_ratio", "spec.variants[1].sparsity", "spec.variants[2].epoch_count", "spec.variants[2].sparsity",
            "spec.variants[3]", "spec.variants[3].sparsity",
        }));
    }

    [Test]
    public void Variants_BeyondEight_AreRefused()
    {
        Complete([.. Enumerable.Range(1, 9).Select(n => new VariantChoice(VariantKind.Pruned) { Sparsity = n / 10.0 })], Algorithm.Mlp, out var violations);

        Assert.That(violations.Single().Description, Is.EqualTo("Expected 8 variants at most, got 9."));
    }

    private static IReadOnlyList<VariantChoice> Complete(VariantChoice[] variants, string algorithm, out List<FieldViolation> violations)
    {
        violations = [];
        return new VariantRules("spec.variants", violations).Complete(variants, algorithm);
    }
}

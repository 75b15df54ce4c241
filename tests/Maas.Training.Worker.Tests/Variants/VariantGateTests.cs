using Maas.Training.Plans;
using Maas.Training.Worker.Variants;

namespace Maas.Training.Worker.Tests.Variants;

internal sealed class VariantGateTests
{
    private static readonly VariantPlan Plan = new() { Kind = VariantKind.StaticInt8, MaxSizeRatio = 0.3, MaxMetricLoss = 0.005, MaxLatencyRatio = 1.1 };

    private static readonly VariantOutcome Good = new()
    {
        Name = "static-int8", SizeRatio = 0.3, Metric = "test.accuracy", MetricLoss = 0.005, P50Seconds = 1.1e-4, FullP50Seconds = 1e-4,
    };

    [Test]
    public void Variant_AtTheLimits_Passes() => Assert.That(VariantMaking.Judge(Good, Plan with { MaxLatencyRatio = 1.1000001 }), Is.EqualTo(("", "")));

    [Test]
    public void Variant_BeyondALimit_FailsThatGateAndTellsBothFigures()
    {
        Assert.That(VariantMaking.Judge(Good with { SizeRatio = 0.31 }, Plan), Is.EqualTo((VariantGate.Size, "0.31 of the bytes, at most 0.3 is allowed.")));
        Assert.That(VariantMaking.Judge(Good with { MetricLoss = 0.02 }, Plan), Is.EqualTo((VariantGate.Metric, "0.02 of test.accuracy lost, at most 0.005 is allowed.")));
        Assert.That(VariantMaking.Judge(Good with { P50Seconds = 2e-4 }, Plan), Is.EqualTo((VariantGate.Latency, "2 of the median latency, at most 1.1 is allowed.")));
    }

    [Test]
    public void Variant_ThatCouldNotBeMeasured_FailsAsItWasTold() =>
        Assert.That(VariantMaking.Judge(Good with { FailedGate = VariantGate.Making, Problem = "why" }, Plan), Is.EqualTo((VariantGate.Making, "why")));

    [TestCase(0, 1e-4)]
    [TestCase(0.004, 0.008)]
    [TestCase(0.5, 0.02)]
    public void Tolerance_IsTwiceTheDifference_WithinBounds(double difference, double expected) =>
        Assert.That(VariantMaking.ToleranceOf(difference), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void Latencies_AreOfTheSortedTimes() =>
        Assert.That(Latencies.Of([.. Enumerable.Range(1, 100).Reverse().Select(n => (double)n)]), Is.EqualTo(new Latencies(51, 95)));

    [Test]
    public void Range_OfNumbersWithOneFarOff_LeavesItOut()
    {
        var random = new Random(5);
        float[] numbers = [.. Enumerable.Range(0, 10_000).Select(_ => (float)((2 * random.NextDouble()) - 1)), 8];

        var (low, high) = ActivationRanges.Of(numbers);

        Assert.That(low, Is.GreaterThan(-1.001f).And.LessThan(0));
        Assert.That(high, Is.InRange(0.8f, 8f));
        Assert.That(ActivationRanges.Of([0, 0]), Is.EqualTo((0f, 0f)));
    }
}

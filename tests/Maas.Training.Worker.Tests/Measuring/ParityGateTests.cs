using Maas.Errors;
using Maas.Training.Worker.Measuring;

namespace Maas.Training.Worker.Tests.Measuring;

public sealed class ParityGateTests
{
    [Test]
    public void Measure_WithinTheLimit_IsTheLargestDifferenceInUnits() =>
        Assert.That(ParityGate.Measure([10, 20], [10, 20.0001f], unit: 50), Is.EqualTo(2e-6).Within(1e-7));

    [TestCase(0.5001f)]
    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Measure_OfAnotherNumber_Fails(float artifact)
    {
        var error = Assert.Throws<MaasException>(() => ParityGate.Measure([0.5, 0.25], [artifact, 0.25f], unit: 1))!;

        Assert.That(error.Reason, Is.EqualTo("PARITY_FAILED"));
        Assert.That(error.Metadata, Contains.Key("parityError"));
    }

    // Population deviation of 2, 4, 4, 4, 5, 5, 7, 9 is 2.
    [Test]
    public void UnitOf_Targets_IsTheirDeviation() =>
        Assert.That(ParityGate.UnitOf([2, 4, 4, 4, 5, 5, 7, 9]), Is.EqualTo(2).Within(1e-12));

    [Test]
    public void UnitOf_TargetsFarFromZero_IsAHundredthOfTheirMagnitude() =>
        Assert.That(ParityGate.UnitOf([1_000_000, 1_000_001]), Is.EqualTo(10_000.01).Within(1e-9));

    // Logarithms of the ratios: 0, 4.6; 20.7; and 103.3 to the smallest number of single precision.
    [TestCase(new[] { 0.5, 0.5, 0.99, 0.0099 }, 1)]
    [TestCase(new[] { 0.5, 0.5, 1, 1e-9 }, 2.0723265836946411)]
    [TestCase(new[] { 1.0, 0, 0.5, 0.5 }, 10.327892990343184)]
    public void UnitOfProbabilities_GrowsWithTheScores(double[] probabilities, double unit) =>
        Assert.That(ParityGate.UnitOfProbabilities(probabilities, classCount: 2), Is.EqualTo(unit).Within(1e-9));

    [Test]
    public void UnitOf_Zeros_IsOne() => Assert.That(ParityGate.UnitOf([0, 0]), Is.EqualTo(1));

    [Test]
    public void Sample_OfManyRows_IsSpreadEvenly()
    {
        var sample = ParityGate.Sample([.. Enumerable.Range(0, 30_000)]);

        Assert.That(sample, Has.Length.EqualTo(ParityGate.MaxRows));
        Assert.That(sample[1] - sample[0], Is.EqualTo(3));
        Assert.That(sample[^1], Is.EqualTo(29_997));
    }
}

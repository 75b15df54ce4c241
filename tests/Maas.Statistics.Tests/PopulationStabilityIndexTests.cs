using System.Text.Json;

namespace Maas.Statistics.Tests;

public sealed class PopulationStabilityIndexTests
{
    private static JsonElement References { get; } = JsonDocument.Parse(File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "data", "drift-references.json"))).RootElement;

    [TestCase(0)]
    [TestCase(1)]
    public void Compute_OverDecilesOfReference_EqualsReferenceValue(int number)
    {
        var reference = References.GetProperty("cases")[number];
        var generator = new LinearCongruential(reference.GetProperty("seed").GetUInt32());
        var baseline = generator.Normals(reference.GetProperty("n").GetInt32());
        var current = generator.Normals(reference.GetProperty("m").GetInt32(), reference.GetProperty("shift").GetDouble());
        var edges = DecileBins.Edges([.. baseline.Order()]);

        var index = PopulationStabilityIndex.Compute(DecileBins.Count(edges, baseline), DecileBins.Count(edges, current));

        Assert.That(baseline[0], Is.EqualTo(reference.GetProperty("reference_first").GetDouble()));
        Assert.That(index, Is.EqualTo(reference.GetProperty("psi_quantile10").GetDouble()).Within(1e-14));
    }

    [Test]
    public void Compute_OfHistogram_EqualsReferenceValue()
    {
        var histogram = References.GetProperty("histogram");
        long[] p = [.. histogram.GetProperty("p").EnumerateArray().Select(value => value.GetInt64())];
        long[] q = [.. histogram.GetProperty("q").EnumerateArray().Select(value => value.GetInt64())];

        var index = PopulationStabilityIndex.Compute(p, q);

        Assert.That(index, Is.EqualTo(histogram.GetProperty("psi").GetDouble()).Within(1e-15));
    }

    [Test]
    public void Compute_OfProportionalCounts_IsZero() =>
        Assert.That(PopulationStabilityIndex.Compute([1, 2, 3, 0], [1000, 2000, 3000, 0]), Is.Zero);

    // The empty bin counts as 1e-4: (1 - 0.5) ln(1 / 0.5) + (1e-4 - 0.5) ln(1e-4 / 0.5), by hand.
    [Test]
    public void Compute_WithEmptyBin_CountsItAsTheFloor() =>
        Assert.That(PopulationStabilityIndex.Compute([5, 5], [10, 0]), Is.EqualTo(4.60431846666895).Within(1e-12));

    [Test]
    public void Compute_WithBothSidesExchanged_IsTheSame([Random(3)] int seed)
    {
        var random = new Random(seed);
        long[] one = [.. Enumerable.Range(0, 10).Select(_ => random.NextInt64(1000))];
        long[] other = [.. Enumerable.Range(0, 10).Select(_ => random.NextInt64(1000))];

        var index = PopulationStabilityIndex.Compute(one, other);

        Assert.That(index, Is.EqualTo(PopulationStabilityIndex.Compute(other, one)).Within(1e-12).And.Positive);
    }

    [Test]
    public void Compute_WithoutCounts_Throws() =>
        Assert.That(() => PopulationStabilityIndex.Compute([1, 2], [0, 0]), Throws.ArgumentException);

    [Test]
    public void Compute_WithOtherBins_Throws() =>
        Assert.That(() => PopulationStabilityIndex.Compute([1, 2], [1, 2, 3]), Throws.ArgumentException);

    [Test]
    public void Compute_WithNegativeCount_Throws() =>
        Assert.That(() => PopulationStabilityIndex.Compute([1, 2], [-1, 2]), Throws.ArgumentException);
}

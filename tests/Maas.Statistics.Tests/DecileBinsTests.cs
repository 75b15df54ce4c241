namespace Maas.Statistics.Tests;

public sealed class DecileBinsTests
{
    [Test]
    public void Edges_OfZeroToHundred_AreTheTens() =>
        Assert.That(
            DecileBins.Edges([.. Enumerable.Range(0, 101).Select(value => (double)value)]),
            Is.EqualTo(new double[] { 10, 20, 30, 40, 50, 60, 70, 80, 90 }).Within(1e-12));

    // By hand: the value at position 3 q between the order statistics.
    [Test]
    public void Edges_OfFewValues_AreInterpolated() =>
        Assert.That(
            DecileBins.Edges([1, 2, 4, 8]),
            Is.EqualTo(new[] { 1.3, 1.6, 1.9, 2.4, 3, 3.6, 4.4, 5.6, 6.8 }).Within(1e-12));

    [Test]
    public void Edges_OfRepeatedValues_AreDistinct() =>
        Assert.That(
            DecileBins.Edges([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.7, 0.7, 0.7, 0.7]),
            Is.EqualTo(new[] { 0.1, 0.34, 0.7 }).Within(1e-12));

    [Test]
    public void Edges_OfOneValue_IsThatValue() => Assert.That(DecileBins.Edges([3]), Is.EqualTo(new double[] { 3 }));

    [Test]
    public void Edges_OfNothing_Throws() => Assert.That(() => DecileBins.Edges([]), Throws.ArgumentException);

    [Test]
    public void Edges_OfWhatIsNotFinite_Throws() =>
        Assert.That(() => DecileBins.Edges([1, double.PositiveInfinity]), Throws.ArgumentException);

    [TestCase(double.NegativeInfinity, 0)]
    [TestCase(0.999, 0)]
    [TestCase(1, 1)]
    [TestCase(1.5, 1)]
    [TestCase(2, 2)]
    [TestCase(double.PositiveInfinity, 2)]
    public void IndexOf_Value_IsTheBinWhoseLowerEdgeItReaches(double value, int bin) =>
        Assert.That(DecileBins.IndexOf([1, 2], value), Is.EqualTo(bin));

    [Test]
    public void Count_OfSampleOverItsOwnDeciles_IsEven()
    {
        double[] sample = new LinearCongruential(5).Normals(1000);

        var counts = DecileBins.Count(DecileBins.Edges([.. sample.Order()]), sample);

        Assert.That(counts, Is.EqualTo(Enumerable.Repeat(100L, 10)));
    }
}

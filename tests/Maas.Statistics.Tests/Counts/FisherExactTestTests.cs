using Maas.Statistics.Counts;
using Maas.Statistics.Distributions;

namespace Maas.Statistics.Tests.Counts;

internal sealed class FisherExactTestTests
{
    // The tea that Fisher poured: "The Design of Experiments", 1935, chapter 2. One-sided 1/70 and 17/70.
    [TestCase(0, 4, 4, 0, 2.0 / 70)]
    [TestCase(1, 3, 3, 1, 34.0 / 70)]
    [TestCase(2, 2, 2, 2, 1.0)]
    [TestCase(0, 10, 0, 5, 1.0)]
    public void PValue_OfSmallTables_IsThatByHand(long firstMarked, long firstOther, long secondMarked, long secondOther, double expected) =>
        Assert.That(
            FisherExactTest.PValue(firstMarked, firstOther, secondMarked, secondOther), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void PValue_OfAnyTable_IsTwiceTheSmallerTail([Range(0, 9, 3)] int firstMarked, [Range(0, 12, 4)] int secondMarked)
    {
        const int First = 15;
        const int Second = 12;
        var marked = firstMarked + secondMarked;
        double Probability(int x) => Choose(marked, x) * Choose(First + Second - marked, Second - x) / Choose(First + Second, Second);
        var least = Math.Max(0, Second - (First + Second - marked));
        var all = Enumerable.Range(least, Math.Min(marked, Second) - least + 1).ToList();
        var below = all.Where(x => x <= secondMarked).Sum(Probability);
        var above = all.Where(x => x >= secondMarked).Sum(Probability);

        var p = FisherExactTest.PValue(firstMarked, First - firstMarked, secondMarked, Second - secondMarked);

        Assert.That(p, Is.EqualTo(Math.Min(1, 2 * Math.Min(below, above))).Within(1e-11));
    }

    // With counts as large as these the test of two proportions by the normal distribution is near.
    [Test]
    public void PValue_OfLargeTables_IsNearThatOfTwoProportions()
    {
        var p = FisherExactTest.PValue(100_000, 900_000, 10_300, 89_700);

        const double Pooled = 110_300 / 1_100_000.0;
        var z = (0.103 - 0.1) / Math.Sqrt(Pooled * (1 - Pooled) * ((1 / 1_000_000.0) + (1 / 100_000.0)));
        var expected = 2 * NormalDistribution.Survival(z);
        Assert.That(p, Is.EqualTo(expected).Within(expected * 0.06));
    }

    [Test]
    public void PValue_OfANegativeCount_IsRefused() =>
        Assert.That(() => FisherExactTest.PValue(-1, 2, 3, 4), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static double Choose(int n, int k) =>
        Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
}

using Maas.Statistics.Counts;
using Maas.Statistics.Histograms;

namespace Maas.Statistics.Tests.Counts;

internal sealed class CountTestTests
{
    private static readonly CountTest[] All =
    [
        StatisticCountTest.ChiSquared, StatisticCountTest.Psi, StatisticCountTest.JensenShannon, StatisticCountTest.Hellinger,
        BridgeCountTest.AndersonDarling, BridgeCountTest.CramerVonMises, new KolmogorovSmirnovCountTest(),
    ];

    [TestCaseSource(nameof(All))]
    public void Statistic_OfTheSameShares_IsZero(CountTest test)
    {
        Assert.That(test.Statistic([10, 20, 0, 30], [100, 200, 0, 300]), Is.Zero.Within(1e-12));
        Assert.That(test.AsymptoticPValue([10, 20, 0, 30], [100, 200, 0, 300]), Is.EqualTo(1).Within(1e-6));
    }

    [TestCaseSource(nameof(All))]
    public void Statistic_WithAnEmptyBinMore_IsTheSame(CountTest test)
    {
        long[] reference = [10, 20, 30];
        long[] window = [7, 3, 2];

        Assert.That(
            test.Statistic([10, 0, 20, 30, 0], [7, 0, 3, 2, 0]), Is.EqualTo(test.Statistic(reference, window)).Within(1e-12));
        Assert.That(
            test.AsymptoticPValue([0, 10, 20, 0, 0, 30], [0, 7, 3, 0, 0, 2]),
            Is.EqualTo(test.AsymptoticPValue(reference, window)).Within(1e-12));
    }

    [TestCaseSource(nameof(All))]
    public void Statistic_OfNothing_IsRefused(CountTest test)
    {
        Assert.That(() => test.Statistic([0, 0], [1, 2]), Throws.ArgumentException);
        Assert.That(() => test.Statistic([1, 2], [0, 0]), Throws.ArgumentException);
        Assert.That(() => test.Statistic([1, 2], [1, 2, 3]), Throws.ArgumentException);
        Assert.That(() => test.Statistic([1, -2], [1, 2]), Throws.ArgumentException);
    }

    [TestCaseSource(nameof(All))]
    public void PValues_OfLimitAndPermutation_Agree(CountTest test)
    {
        long[] reference = [1_030, 980, 990, 1_010, 990];
        long[] window = [430, 410, 400, 370, 390];

        double[] permuted = [.. Enumerable.Range(0, 30).Select(seed => new CountPermutation(seed).PValue(test, reference, window, 20_000))];

        // That of Kolmogorov is for values without bins, and above.
        var limit = test.AsymptoticPValue(reference, window);
        Assert.That(limit, Is.InRange(permuted.Average() * 0.85, permuted.Average() * (test is KolmogorovSmirnovCountTest ? 3 : 1.15)));
    }

    // The square of one difference, by its variance.
    [Test]
    public void AndersonDarling_OfTwoBins_IsChiSquaredButForTheFactor()
    {
        long[] reference = [40, 60];
        long[] window = [20, 10];
        var chiSquared = ChiSquared.Contingency(reference, window).Value;

        Assert.That(
            BridgeCountTest.AndersonDarling.Statistic(reference, window), Is.EqualTo(chiSquared * 129 / 130 / 2).Within(1e-12));
    }

    [Test]
    public void KolmogorovSmirnov_IsTheLargestGap() =>
        Assert.That(
            new KolmogorovSmirnovCountTest().Statistic([5, 5, 5, 5], [1, 1, 1, 7]), Is.EqualTo(0.45).Within(1e-12));
}

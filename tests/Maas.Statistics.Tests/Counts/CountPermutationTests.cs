using Maas.Statistics.Counts;

namespace Maas.Statistics.Tests.Counts;

internal sealed class CountPermutationTests
{
    // Of two bins the permutation distribution is hypergeometric: every p-value can be added up.
    [Test]
    public void PValue_OfTwoBins_IsTheExactOne([Values(0, 2, 4, 6)] int marked)
    {
        const int First = 30;
        const int Second = 10;
        long[] reference = [12, First - 12];
        long[] window = [marked, Second - marked];
        var test = new KolmogorovSmirnovCountTest();
        var observed = test.Statistic(reference, window);
        var all = 12 + marked;
        var expected = Enumerable.Range(0, Math.Min(all, Second) + 1)
            .Where(x => Second - x <= First + Second - all)
            .Where(x => test.Statistic([all - x, First - (all - x)], [x, Second - x]) >= observed * (1 - 1e-12))
            .Sum(x => Math.Exp(
                LogFactorial.Choose(all, x) + LogFactorial.Choose(First + Second - all, Second - x)
                - LogFactorial.Choose(First + Second, Second)));

        double[] pValues = [.. Enumerable.Range(0, 40).Select(seed => new CountPermutation(seed).PValue(test, reference, window, 20_000))];

        Assert.That(pValues.Average(), Is.EqualTo(expected).Within(Math.Max(0.004, expected * 0.12)));
    }

    [Test]
    public void PValue_OfTheSameSeed_IsTheSame()
    {
        double[] pValues =
        [
            .. Enumerable.Range(0, 3).Select(_ =>
                new CountPermutation(5).PValue(BridgeCountTest.AndersonDarling, [10, 20, 30], [9, 4, 2], 10_000)),
        ];

        Assert.That(pValues, Is.All.EqualTo(pValues[0]));
    }

    [Test]
    public void PValue_OfSamplesFarApart_IsTheLeast() =>
        Assert.That(
            new CountPermutation(1).PValue(StatisticCountTest.ChiSquared, [100, 0], [0, 100], 999), Is.EqualTo(1 / 1_000.0));

    // Without drift a p-value is at most a with a probability of at most a, small windows or not.
    [Test]
    public void PValue_WithoutDrift_IsUniform([Values(20, 60)] int size, [Values] bool isOrdered)
    {
        var test = isOrdered ? BridgeCountTest.AndersonDarling : StatisticCountTest.ChiSquared;
        var generator = new Random(size);
        var permutation = new CountPermutation(3);
        const int Windows = 2_000;
        var (below, farBelow) = (0, 0);
        for (var window = 0; window < Windows; window++)
        {
            var p = permutation.PValue(test, Sample(400, generator), Sample(size, generator), 2_000);
            below += p <= 0.2 ? 1 : 0;
            farBelow += p <= 0.02 ? 1 : 0;
        }

        // Four standard errors.
        Assert.That(below / (double)Windows, Is.EqualTo(0.2).Within(0.036));
        Assert.That(farBelow / (double)Windows, Is.EqualTo(0.02).Within(0.0125));
    }

    private static long[] Sample(int size, Random generator)
    {
        var counts = new long[8];
        for (var value = 0; value < size; value++)
        {
            counts[(int)(8 * Math.Pow(generator.NextDouble(), 1.5))]++;
        }

        return counts;
    }
}

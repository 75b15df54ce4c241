using Maas.Inference.Batching;

namespace Maas.Inference.Tests.Batching;

internal sealed class RunSizesTests
{
    [Test]
    public void Add_OfTheFirstRun_IsNoOutlier() => Assert.That(new RunSizes().Add(1 << 30), Is.False);

    [Test]
    public void Add_OfOneLargeRunAmongSmall_IsAnOutlier()
    {
        var sizes = new RunSizes();

        Assert.That(OutliersOf(sizes, Enumerable.Repeat(100L, 50)), Is.Zero);
        Assert.That((sizes.Add(300), sizes.Add(100_000), sizes.Add(100)), Is.EqualTo((false, true, false)));
    }

    [Test]
    public void Add_OfBatchesOfAllSizes_FindsNoOutlier([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var sizes = new RunSizes();
        sizes.Try(64);

        Assert.That(OutliersOf(sizes, Enumerable.Range(0, 10_000).Select(_ => 1L << random.Next(0, 7))), Is.Zero);
    }

    [Test]
    public void Add_OfWhatWasTried_IsNoOutlierHoweverSeldom()
    {
        var sizes = new RunSizes();
        sizes.Try(64_000);
        sizes.Try(1_000);

        Assert.That(OutliersOf(sizes, Enumerable.Repeat(1_000L, 10_000).Append(64_000)), Is.Zero);
    }

    [Test]
    public void Add_OfLargeRunsThatComeOften_TakesThemForUsual()
    {
        var sizes = new RunSizes();
        var runs = Enumerable.Range(0, 10_000).Select(run => run % 20 == 19 ? 1_000_000L : 1_000);

        Assert.That(OutliersOf(sizes, runs), Is.InRange(1, 5));
    }

    [Test]
    public void Add_OfLargeRunsThatComeSeldom_StaysAnOutlier()
    {
        var sizes = new RunSizes();
        var runs = Enumerable.Range(0, 10_000).Select(run => run % 100 == 99 ? 1_000_000L : 1_000);

        Assert.That(OutliersOf(sizes, runs), Is.EqualTo(100));
    }

    private static int OutliersOf(RunSizes sizes, IEnumerable<long> runs) => runs.Count(sizes.Add);
}

using Maas.Statistics.Counts;

namespace Maas.Statistics.Tests.Counts;

internal sealed class PooledBinsTests
{
    [Test]
    public void Of_BinsThatExpectEnough_LeavesThem()
    {
        var bins = PooledBins.Of([100, 100, 100], [30, 30, 30], isOrdered: false);

        Assert.That((bins.Reference, bins.Window), Is.EqualTo((new long[] { 100, 100, 100 }, new long[] { 30, 30, 30 })));
    }

    // 440 values, 40 of them in the window: a bin needs 55.
    [Test]
    public void Of_RareCategories_MakesThemOne()
    {
        var bins = PooledBins.Of([200, 40, 100, 30, 30], [10, 0, 10, 19, 1], isOrdered: false);

        Assert.That(bins.Reference, Is.EqualTo(new long[] { 200, 100, 100 }));
        Assert.That(bins.Window, Is.EqualTo(new long[] { 10, 10, 20 }));
    }

    [Test]
    public void Of_RestThatIsTooSmall_GoesToTheSmallestOther()
    {
        var bins = PooledBins.Of([200, 180, 20], [20, 18, 2], isOrdered: false);

        Assert.That(bins.Reference, Is.EqualTo(new long[] { 200, 200 }));
    }

    [Test]
    public void Of_OrderedBins_PoolsNeighboursAlone()
    {
        var bins = PooledBins.Of([0, 200, 40, 100, 30, 30], [1, 10, 0, 10, 18, 1], isOrdered: true);

        Assert.That(bins.Reference, Is.EqualTo(new long[] { 200, 140, 60 }));
        Assert.That(bins.Window, Is.EqualTo(new long[] { 11, 10, 19 }));
    }

    [Test]
    public void Of_TooFewForTwo_IsOne([Values] bool isOrdered) =>
        Assert.That(PooledBins.Of([3, 3, 3], [2, 2, 2], isOrdered).Reference, Is.EqualTo(new long[] { 9 }));
}

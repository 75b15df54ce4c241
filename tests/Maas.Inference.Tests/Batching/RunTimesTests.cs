using Maas.Inference.Batching;

namespace Maas.Inference.Tests.Batching;

internal sealed class RunTimesTests
{
    [Test]
    public void Bound_AfterRunsOfOneLength_IsThatLength()
    {
        var times = new RunTimes();
        Array.ForEach([.. Enumerable.Repeat(1000, 100)], run => times.Add(1, run));

        Assert.That((times.Estimate(1), times.Bound(1)), Is.EqualTo((1000, 1000)));
    }

    [Test]
    public void Bound_AfterRunsOfDifferentLengths_IsLongerThanAllOfThem()
    {
        var times = new RunTimes();
        Array.ForEach([.. Enumerable.Range(0, 100)], run => times.Add(1, run % 2 == 0 ? 800 : 1200));

        Assert.That(times.Estimate(1), Is.EqualTo(1000).Within(50));
        Assert.That(times.Bound(1), Is.InRange(1200, 2000));
    }

    [Test]
    public void Bound_OfRowsThatNeverRan_IsThatOfTheNextLargerRun()
    {
        var times = new RunTimes();
        times.Add(1, 100);
        times.Add(64, 1000);

        Assert.That(new[] { times.Bound(2), times.Bound(64), times.Bound(1000) }, Is.All.EqualTo(3000));
    }

    [Test]
    public void Soften_MakesEstimateAndBoundShorter()
    {
        var times = new RunTimes();
        times.Add(1, 800);

        times.Soften(1);

        Assert.That((times.Estimate(1), times.Bound(1)), Is.EqualTo((700, 2100)));
    }
}

using Maas.Inference.Batching;

namespace Maas.Inference.Tests.Batching;

[NonParallelizable]
internal sealed class RunThreadsTests
{
    [Test]
    public void Begin_OfTwoRunsAtOnceAgainAndAgain_GivesThePoolTwoThreadsMore()
    {
        var threads = new RunThreads(TimeProvider.System);
        ThreadPool.GetMinThreads(out var before, out _);

        for (var i = 0; i < 3; i++)
        {
            threads.Begin();
            threads.Begin();
            threads.End();
            threads.End();
        }

        ThreadPool.GetMinThreads(out var after, out _);
        Assert.That(after - before, Is.EqualTo(2));
    }

    [TestCase(0.9, false)]
    [TestCase(1.0, true)]
    public void IsLong_IsTrueFromOneMillisecondOn(double milliseconds, bool expected)
    {
        var threads = new RunThreads(TimeProvider.System);

        Assert.That(threads.IsLong((long)(milliseconds * TimeProvider.System.TimestampFrequency / 1000)), Is.EqualTo(expected));
    }
}

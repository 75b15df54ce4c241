using Maas.Benchmarks.OpenLoop;

namespace Maas.Benchmarks.Tests.OpenLoop;

internal sealed class ArrivalScheduleTests
{
    [Test]
    public void Constant_OfARate_HasEqualGaps()
    {
        var times = ArrivalSchedule.Constant(100, TimeSpan.FromSeconds(1.005));

        Assert.That(times, Has.Length.EqualTo(100));
        Assert.That(times.Select((time, i) => Math.Abs(time.TotalSeconds - ((i + 1) / 100d))), Is.All.LessThan(1e-6));
    }

    [Test]
    public void Poisson_OfARate_HasExponentialGaps()
    {
        var times = ArrivalSchedule.Poisson(1000, TimeSpan.FromSeconds(50), seed: 7);

        var gaps = times.Zip(times.Prepend(TimeSpan.Zero), (next, before) => (next - before).TotalSeconds).ToList();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));

        // The count has a standard deviation of its root, 224; an exponential gap has its mean for a deviation and exceeds it with 1/e.
        Assert.That(times, Has.Length.EqualTo(50_000).Within(4 * 224));
        Assert.That(deviation / mean, Is.EqualTo(1).Within(0.03));
        Assert.That(gaps.Count(gap => gap > mean) / (double)gaps.Count, Is.EqualTo(1 / Math.E).Within(0.01));
        Assert.That(times, Is.Ordered);
    }

    [Test]
    public void Poisson_OfASeed_IsTheSameEachTime()
    {
        var duration = TimeSpan.FromSeconds(1);

        var times = ArrivalSchedule.Poisson(1000, duration, seed: 7);

        Assert.That(ArrivalSchedule.Poisson(1000, duration, seed: 7), Is.EqualTo(times));
        Assert.That(ArrivalSchedule.Poisson(1000, duration, seed: 8), Is.Not.EqualTo(times));
    }
}

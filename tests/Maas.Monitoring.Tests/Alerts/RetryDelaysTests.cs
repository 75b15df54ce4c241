using Maas.Monitoring.Alerts;

namespace Maas.Monitoring.Tests.Alerts;

internal sealed class RetryDelaysTests
{
    [TestCase(1, 5)]
    [TestCase(2, 10)]
    [TestCase(9, 1_280)]
    [TestCase(10, 1_800)]
    [TestCase(1_000, 1_800)]
    public void After_OfManyKeys_IsSpreadAroundTheUsualDelay(int attempt, double seconds)
    {
        double[] delays = [.. Enumerable.Range(0, 500).Select(key => RetryDelays.After($"key {key}", attempt).TotalSeconds)];

        Assert.That(delays, Is.All.InRange(0.5 * seconds, 1.5 * seconds));
        Assert.That(delays.Average(), Is.EqualTo(seconds).Within(5).Percent);
        Assert.That(delays.Min(), Is.LessThan(0.55 * seconds));
        Assert.That(delays.Max(), Is.GreaterThan(1.45 * seconds));
    }

    [Test]
    public void After_OfTheSameKeyAndAttempt_IsTheSame()
    {
        var (first, second, other) = (RetryDelays.After("a", 3), RetryDelays.After("a", 3), RetryDelays.After("b", 3));

        Assert.That(second, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }
}

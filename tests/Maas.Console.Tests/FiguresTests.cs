using Maas.Console.Traffic;

namespace Maas.Console.Tests;

public sealed class FiguresTests
{
    [TestCase(0, "0 ms")]
    [TestCase(0.00085, "850 µs")]
    [TestCase(0.01244, "12.4 ms")]
    [TestCase(0.25, "250 ms")]
    [TestCase(1.5, "1.5 s")]
    [TestCase(600, "10 min")]
    public void Seconds_AreInAUnitThatFits(double value, string expected) => Assert.That(Figures.Seconds(value), Is.EqualTo(expected));

    [TestCase(0, "0 %")]
    [TestCase(0.00001, "< 0.01 %")]
    [TestCase(0.0042, "0.42 %")]
    [TestCase(0.9137, "91.4 %")]
    public void Share_IsInPercent(double value, string expected) => Assert.That(Figures.Share(value), Is.EqualTo(expected));

    [TestCase(0, "0")]
    [TestCase(0.91324, "0.9132")]
    [TestCase(-12.345, "-12.35")]
    [TestCase(0.0000021, "2.1e-6")]
    public void Number_KeepsTheDigitsThatCount(double value, string expected) => Assert.That(Figures.Number(value), Is.EqualTo(expected));

    [TestCase(999, "999 B")]
    [TestCase(222298112, "212 MiB")]
    public void Bytes_AreInPowersOf1024(long value, string expected) => Assert.That(Figures.Bytes(value), Is.EqualTo(expected));

    [Test]
    public void Age_OfWhatIsAhead_SaysSo()
    {
        var now = new DateTimeOffset(2030, 5, 14, 12, 0, 0, TimeSpan.Zero);

        Assert.That(Figures.Age(now, now.AddHours(-3)), Is.EqualTo("3 h ago"));
        Assert.That(Figures.Age(now, now.AddDays(3)), Is.EqualTo("in 3 days"));
    }

    [Test]
    public void Range_StandsStillWithinAStep()
    {
        var range = TimeRange.Of("1h");
        var now = new DateTimeOffset(2030, 5, 14, 12, 2, 30, TimeSpan.Zero);

        Assert.That((range.BeginAt(now), range.EndAt(now)), Is.EqualTo((range.BeginAt(now.AddMinutes(2)), range.EndAt(now.AddMinutes(2)))));
        Assert.That(range.BeginAt(now), Is.EqualTo(new DateTimeOffset(2030, 5, 14, 11, 5, 0, TimeSpan.Zero)));
    }
}

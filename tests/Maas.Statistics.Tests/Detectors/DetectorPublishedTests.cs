using Maas.Statistics.Detectors;

namespace Maas.Statistics.Tests.Detectors;

/// <summary>
/// Places of alarms in the seeded streams of river's tests and examples (BSD-3-Clause): river/drift/test_drift_detectors.py,
/// test_adwin_regression.py and the examples of each detector.
/// </summary>
public sealed class DetectorPublishedTests
{
    // Integers below 2, then below 8.
    private static double[] Integers { get; } = new MersenneTwister(12345) is var twister
        ? [.. twister.Below(1000, 2), .. twister.Below(1000, 8)]
        : [];

    // Errors at 20 %, then at 80 %.
    private static double[] Errors { get; } = new MersenneTwister(12345) is var twister
        ? [.. MersenneTwister.Draw(1000, () => twister.NextDouble() > 0.8 ? 1 : 0), .. MersenneTwister.Draw(1000, () => twister.NextDouble() > 0.8 ? 0 : 1)]
        : [];

    // Signs of normal numbers whose mean is 0, a quarter, 0 and a quarter.
    private static double[] Signs { get; } = new MersenneTwister(12345) is var twister
        ? [.. new[] { 0, 0.25, 0, 0.25 }.SelectMany(mean => twister.Normals(500, mean, 0.1)).Select(value => value > 0 ? 1.0 : 0)]
        : [];

    [Test]
    public void PageHinkley_AlarmsWherePublished()
    {
        Assert.That(Alarms(new PageHinkley(), Integers), Is.EqualTo(new[] { 1020, 1991 }));
        Assert.That(Alarms(new PageHinkley(), ZerosThenFours(12345, 1)), Is.EqualTo(new[] { 1006 }));
    }

    [Test]
    public void AdaptiveWindow_AlarmsWherePublished()
    {
        Assert.That(Alarms(new AdaptiveWindow(), Integers), Is.EqualTo(new[] { 1023 }));
        Assert.That(Alarms(new AdaptiveWindow(), ZerosThenFours(42, 2)), Is.EqualTo(new[] { 1023, 2015, 3007 }));
    }

    [Test]
    public void ErrorRate_AlarmsWherePublished()
    {
        Assert.That(Alarms(new ErrorRateDetector(), Errors), Is.EqualTo(new[] { 1049 }));
        Assert.That(Alarms(new ErrorRateDetector(), FiftyThenSeventyPercent()), Is.EqualTo(new[] { 1334 }));
        Assert.That(FirstWarning(new ErrorRateDetector(), FiftyThenSeventyPercent()), Is.EqualTo(1084));
    }

    [Test]
    public void ErrorDistance_AlarmsWherePublished()
    {
        var detector = new ErrorDistanceDetector(warning: 0.8, drift: 0.75);

        Assert.That(Alarms(detector, FiftyThenSeventyPercent()), Is.EqualTo(new[] { 1278 }));
        Assert.That(FirstWarning(new ErrorDistanceDetector(warning: 0.8, drift: 0.75), FiftyThenSeventyPercent()), Is.EqualTo(1059));
    }

    [Test]
    public void HoeffdingMean_AlarmsWherePublished()
    {
        Assert.That(Alarms(new HoeffdingMeanDetector(), Errors), Is.EqualTo(new[] { 1047 }));
        Assert.That(Alarms(new HoeffdingMeanDetector(seesFalls: true), Signs), Is.EqualTo(new[] { 531, 1015, 1545 }));
        Assert.That(Alarms(new HoeffdingMeanDetector(), FiftyThenSeventyPercent()), Is.EqualTo(new[] { 1206 }));
        Assert.That(FirstWarning(new HoeffdingMeanDetector(), FiftyThenSeventyPercent()), Is.EqualTo(451));
    }

    private static int[] Alarms(IDriftDetector detector, double[] stream) =>
        [.. stream.Index().Where(value => detector.Add(value.Item) == DetectorState.Drift).Select(value => value.Index)];

    private static int FirstWarning(IDriftDetector detector, double[] stream) =>
        stream.Index().First(value => detector.Add(value.Item) == DetectorState.Warning).Index;

    // random.choices of [0, 1], then of 4 to 7, a thousand each, so many times.
    private static double[] ZerosThenFours(uint seed, int times)
    {
        var twister = MersenneTwister.OfPython(seed);
        return
        [
            .. Enumerable.Range(0, 2 * times).SelectMany(part => MersenneTwister.Draw(1000, () => part % 2 == 0
                ? Math.Floor(2 * twister.NextDouble())
                : 4 + Math.Floor(4 * twister.NextDouble()))),
        ];
    }

    // random.choices of [0, 1] at even chances, then at 0.3 and 0.7.
    private static double[] FiftyThenSeventyPercent()
    {
        var twister = MersenneTwister.OfPython(42);
        return
        [
            .. MersenneTwister.Draw(1000, () => Math.Floor(2 * twister.NextDouble())),
            .. MersenneTwister.Draw(1000, () => twister.NextDouble() < 0.3 ? 0 : 1),
        ];
    }
}

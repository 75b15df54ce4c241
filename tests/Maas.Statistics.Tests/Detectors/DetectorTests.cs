using Maas.Statistics.Detectors;

namespace Maas.Statistics.Tests.Detectors;

/// <summary>What detectors do on streams whose truth is known, and over restarts.</summary>
public sealed class DetectorTests
{
    private delegate IDriftDetector Loader(ReadOnlySpan<byte> bytes);

    private static readonly Dictionary<string, (Func<IDriftDetector> Make, Loader Load)> Detectors = new()
    {
        ["adwin"] = (() => new AdaptiveWindow(), bytes => AdaptiveWindow.Load(bytes)),
        ["page-hinkley.rise"] = (() => new PageHinkley(), bytes => PageHinkley.Load(bytes)),
        ["ddm"] = (() => new ErrorRateDetector(), bytes => ErrorRateDetector.Load(bytes)),
        ["eddm"] = (() => new ErrorDistanceDetector(), bytes => ErrorDistanceDetector.Load(bytes)),
        ["hddm-a.rise"] = (() => new HoeffdingMeanDetector(), bytes => HoeffdingMeanDetector.Load(bytes)),
        ["hddm-a.both-sides"] = (() => new HoeffdingMeanDetector(0.01, 0.02, seesFalls: true), bytes => HoeffdingMeanDetector.Load(bytes)),
    };

    private static IEnumerable<string> Names => Detectors.Keys;

    [TestCaseSource(nameof(Names))]
    public void Recipe_IsItsName(string name) => Assert.That(Detectors[name].Make().Recipe, Is.EqualTo(name));

    // At most so many alarms in 50 streams of 4,000 errors at 10 %. ADWIN bounds 0.002 for each of its checks, HDDM-A 0.001 for each cut.
    [TestCase("adwin", 2)]
    [TestCase("page-hinkley.rise", 0)]
    [TestCase("ddm", 60)]
    [TestCase("hddm-a.rise", 2)]
    public void StableStream_SeldomAlarms(string name, int most)
    {
        var alarms = Enumerable.Range(1, 50).Sum(seed => Alarms(Detectors[name].Make(), Errors((uint)seed, (4000, 0.1))).Length);

        TestContext.Out.WriteLine($"{name}: {alarms} alarms in 200,000 values");
        Assert.That(alarms, Is.LessThanOrEqualTo(most));
    }

    // The step is at 2,000; none of 20 streams alarms later than so many values after it.
    [TestCase("adwin", 96)]
    [TestCase("page-hinkley.rise", 200)]
    [TestCase("ddm", 300)]
    [TestCase("eddm", 700)]
    [TestCase("hddm-a.rise", 150)]
    public void Step_IsSeenSoon(string name, int latest)
    {
        for (var seed = 1u; seed <= 20; seed++)
        {
            var alarms = Alarms(Detectors[name].Make(), Errors(seed, (2000, 0.1), (1000, 0.6)));

            Assert.That(alarms, Has.Some.InRange(2000, 2000 + latest), $"seed {seed}: {string.Join(", ", alarms)}");
        }
    }

    [TestCase("adwin")]
    [TestCase("hddm-a.both-sides")]
    public void Fall_IsSeenByThoseForBothSides(string name) => Assert.That(
        Alarms(Detectors[name].Make(), Errors(3, (2000, 0.6), (1000, 0.1))), Has.Some.InRange(2000, 2150));

    // Stopped and read again after every value, it says the same.
    [TestCaseSource(nameof(Names))]
    public void Detector_ThatWasSavedAndLoaded_GoesOnAsBefore(string name)
    {
        var (straight, saved) = (Detectors[name].Make(), Detectors[name].Make());
        foreach (var value in Errors(4, (600, 0.1), (300, 0.5), (600, 0.1)))
        {
            saved = Detectors[name].Load(saved.Save());

            Assert.That(saved.Add(value), Is.EqualTo(straight.Add(value)));
        }

        Assert.That(saved.Save(), Is.EqualTo(straight.Save()));
    }

    [TestCaseSource(nameof(Names))]
    public void Load_OfOtherBytes_SaysSo(string name)
    {
        var bytes = Detectors[name].Make().Save();

        Damage.AssertRefused(bytes, damaged => Detectors[name].Load(damaged));
    }

    [Test]
    public void AdaptiveWindow_KeepsMeanAndVarianceOfItsWindow()
    {
        var (window, values) = (new AdaptiveWindow(checkEvery: 1_000_000), new MersenneTwister(8).Normals(1500, 3, 2));
        foreach (var value in values)
        {
            window.Add(value);
        }

        Assert.That(window.Width, Is.EqualTo(1500));
        Assert.That(window.Mean, Is.EqualTo(values.Average()).Within(1e-9));
        Assert.That(window.Variance, Is.EqualTo(values.Average(value => Math.Pow(value - values.Average(), 2))).Within(1e-9));
        Assert.That(window.Save(), Has.Length.LessThan(1200), "logarithmic in the window");
    }

    [Test]
    public void AdaptiveWindow_AfterAStep_HoldsNewValuesOnly()
    {
        var window = new AdaptiveWindow();
        foreach (var value in Errors(5, (3000, 0.1), (2000, 0.7)))
        {
            window.Add(value);
        }

        Assert.That(window.Mean, Is.EqualTo(0.7).Within(0.05));
        Assert.That(window.Width, Is.InRange(1900, 2000));
    }

    [TestCase("adwin", double.NaN)]
    [TestCase("page-hinkley.rise", double.PositiveInfinity)]
    [TestCase("ddm", 0.5)]
    [TestCase("eddm", 2)]
    [TestCase("hddm-a.rise", 1.5)]
    [TestCase("hddm-a.rise", double.NaN)]
    public void Add_OfWhatItIsNotFor_ThrowsAndChangesNothing(string name, double value)
    {
        var detector = Detectors[name].Make();
        detector.Add(1);
        var before = detector.Save();

        Assert.That(() => detector.Add(value), Throws.InstanceOf<ArgumentException>());
        Assert.That(detector.Save(), Is.EqualTo(before));
    }

    private static int[] Alarms(IDriftDetector detector, double[] stream) =>
        [.. stream.Index().Where(value => detector.Add(value.Item) == DetectorState.Drift).Select(value => value.Index)];

    private static double[] Errors(uint seed, params (int Count, double Rate)[] parts)
    {
        var twister = new MersenneTwister(seed);
        return [.. parts.SelectMany(part => MersenneTwister.Draw(part.Count, () => twister.NextDouble() < part.Rate ? 1 : 0))];
    }
}

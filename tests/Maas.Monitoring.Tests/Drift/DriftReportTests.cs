using Maas.Monitoring.Baselines;
using Maas.Monitoring.Drift;
using Maas.Statistics;

namespace Maas.Monitoring.Tests.Drift;

/// <summary>Raw values, bins and all: what the simulation of the benchmarks does with shares alone.</summary>
internal sealed class DriftReportTests
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    [TestCase(50, 1)]
    [TestCase(50, 6)]
    [TestCase(300, 2)]
    public void WithoutDrift_AsManyWindowsAreToldApartAsTheSettingsSay(int rows, int features)
    {
        var random = new Random(rows + features);
        var settings = new DriftSettings { FalseAlarmInterval = Window / 0.05 };
        const int Windows = 2_000;

        var alarms = Enumerable.Range(0, Windows).Count(_ => Report(500, rows, features, shift: 0, settings, random).IsDrifted);

        // Half to one and a half times the level; the standard error is 0.005.
        Assert.That(alarms / (double)Windows, Is.InRange(0.025, 0.075));
    }

    [Test]
    public void WithAShiftOfAFifthOfADeviation_AThousandRowsAreEnough()
    {
        var random = new Random(5);
        var settings = new DriftSettings { FalseAlarmInterval = TimeSpan.FromDays(30) };
        DriftReport[] reports = [.. Enumerable.Range(0, 60).Select(_ => Report(10_000, 1_000, 20, shift: 0.2, settings, random))];

        Assert.That(reports.Count(report => report.IsDrifted && report.Features[0].IsDrifted), Is.AtLeast(54));
        Assert.That(reports.Sum(report => report.Features.Skip(1).Count(feature => feature.IsDrifted)), Is.AtMost(6));
        Assert.That(reports[0].Level, Is.EqualTo(1 / 720.0).Within(1e-12));
    }

    // Few rows and many rare categories, unseen ones among them: where a limit by itself would cry wolf every seventh window.
    [Test]
    public void OfManyRareCategories_KeepsTheRate()
    {
        var random = new Random(17);
        var settings = new DriftSettings { FalseAlarmInterval = Window / 0.02, MinSampleCount = 10 };
        var alarms = 0;
        for (var window = 0; window < 1_000; window++)
        {
            var baseline = Zipf(5_000, random);
            FeatureBaseline feature = new()
            {
                Feature = "word",
                MissingCount = 0,
                Categorical = new CategoricalBaseline([.. Enumerable.Range(0, 300).Select(category => $"{category}")], [.. baseline], 0),
            };
            var counts = new FeatureCounts { Bins = [.. Zipf(50, random), 0] };
            alarms += DriftReport.Of(new DriftReference([feature]), [counts], settings, Window).IsDrifted ? 1 : 0;
        }

        Assert.That(alarms, Is.InRange(4, 36));
    }

    [Test]
    public void OfOneValueThatWasNeverSeen_IsNoDrift()
    {
        var feature = new FeatureBaseline { Feature = "x", MissingCount = 0, Numeric = new NumericBaseline([0], [0, 10_000], 1) };

        var report = DriftReport.Of(new DriftReference([feature]), [new FeatureCounts { Bins = [1, 49] }], DriftSettings.Default, Window);

        Assert.That(report.IsDrifted, Is.False);
    }

    [Test]
    public void OfAFeatureThatVanished_NamesIt()
    {
        var baseline = Baseline([.. Enumerable.Range(0, 1_000).Select(value => (double)value)], "x");

        var report = DriftReport.Of(
            new DriftReference([baseline]), [new FeatureCounts { Bins = new long[10], MissingCount = 60 }], DriftSettings.Default, Window);

        Assert.That((report.IsDrifted, report.Untested, report.Features[0].IsDrifted), Is.EqualTo((true, (UntestedReason?)null, true)));
    }

    // At the level of a minute among 30 days, that 20 features share.
    [Test]
    public void OfAFeatureFarApart_IsNamedByEachTest([Values("anderson-darling", "kolmogorov-smirnov", "psi", "cramer-von-mises")] string test)
    {
        var settings = new DriftSettings { FeatureTests = new Dictionary<string, string> { ["x0"] = test } };

        var report = DriftReport.Of(
            new DriftReference([.. Enumerable.Range(0, 20).Select(place => Baseline(Normals(1_000, 0, new Random(place)), $"x{place}"))]),
            [.. Enumerable.Range(0, 20).Select(place => new FeatureCounts { Bins = place == 0 ? [0, 0, 0, 0, 0, 0, 0, 0, 0, 60] : [6, 6, 6, 6, 6, 6, 6, 6, 6, 6] })],
            settings, TimeSpan.FromMinutes(1));

        Assert.That(report.Features.Where(feature => feature.IsDrifted).Select(feature => feature.Feature), Is.EqualTo(new[] { "x0" }));
    }

    [Test]
    public void OfTheSameWindow_IsTheSameEachTime()
    {
        var settings = new DriftSettings { FalseAlarmInterval = Window / 0.05 };

        DriftReport[] reports = [.. Enumerable.Range(0, 3).Select(_ => Report(500, 60, 4, shift: 0.3, settings, new Random(8)))];

        // Drawn, as bins expect 6: between what 2,000 draws can say.
        Assert.That(reports[0].Features[0].PValue, Is.InRange(0.01, 0.2));
        Assert.That(reports.Select(report => report.Features[0].PValue), Is.All.EqualTo(reports[0].Features[0].PValue));
    }

    [Test]
    public void OfFewSamples_IsNotTested()
    {
        var settings = new DriftSettings { MinSampleCount = 61 };

        var report = Report(500, 60, 2, shift: 5, settings, new Random(8));

        Assert.That((report.Untested, report.IsDrifted, report.PValue), Is.EqualTo(((UntestedReason?)UntestedReason.FewSamples, false, 1.0)));
        Assert.That(report.Features.Select(feature => feature.IsDrifted), Is.All.False);
    }

    [Test]
    public void OfValuesThatMiss_NamesTheFeature()
    {
        var baseline = Baseline([.. Enumerable.Range(0, 1_000).Select(value => (double)value)], "x");
        var counts = new FeatureCounts { Bins = [.. baseline.BinCounts().Select(count => count / 2)], MissingCount = 60 };

        var report = DriftReport.Of(new DriftReference([baseline]), [counts], DriftSettings.Default, Window);

        Assert.That((report.IsDrifted, report.TestCount, report.Features[0].PValue), Is.EqualTo((true, 2, (double?)1.0)));
        Assert.That(report.Features[0].MissingPValue, Is.LessThan(1e-10));
    }

    [Test]
    public void OfAFeatureThatIsLeftOut_IsThatOfTheOthers()
    {
        var settings = new DriftSettings
        {
            FeatureTests = new Dictionary<string, string> { ["x0"] = "none", ["x1"] = "kolmogorov-smirnov" },
        };

        var report = Report(2_000, 500, 3, shift: 2, settings, new Random(8));

        Assert.That(report.Features.Select(feature => feature.Test), Is.EqualTo(new[] { "none", "kolmogorov-smirnov", "anderson-darling" }));
        Assert.That((report.TestCount, report.IsDrifted), Is.EqualTo((2, false)));
    }

    private static DriftReport Report(
        int baselineRows, int rows, int features, double shift, DriftSettings settings, Random random)
    {
        FeatureBaseline[] baselines =
            [.. Enumerable.Range(0, features).Select(place => Baseline(Normals(baselineRows, 0, random), $"x{place}"))];
        FeatureCounts[] counts =
        [
            .. baselines.Select((baseline, place) => new FeatureCounts
            {
                Bins = DecileBins.Count(baseline.Numeric!.Edges, Normals(rows, place == 0 ? shift : 0, random)),
            }),
        ];
        return DriftReport.Of(new DriftReference(baselines), counts, settings, Window);
    }

    private static long[] Zipf(int count, Random random)
    {
        var below = new double[300];
        for (var category = 0; category < below.Length; category++)
        {
            below[category] = (category == 0 ? 0 : below[category - 1]) + Math.Pow(category + 1, -1.3);
        }

        var counts = new long[below.Length];
        for (var value = 0; value < count; value++)
        {
            var found = Array.BinarySearch(below, random.NextDouble() * below[^1]);
            counts[found >= 0 ? found : ~found]++;
        }

        return counts;
    }

    private static FeatureBaseline Baseline(double[] values, string name)
    {
        var edges = DecileBins.Edges([.. values.Order()]);
        return new FeatureBaseline
        {
            Feature = name,
            MissingCount = 0,
            Numeric = new NumericBaseline(edges, DecileBins.Count(edges, values), values.Average()),
        };
    }

    private static double[] Normals(int count, double shift, Random random) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
            (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())) + shift),
    ];
}

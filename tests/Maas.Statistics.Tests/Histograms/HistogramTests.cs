using Maas.Statistics.Histograms;
using Maas.Statistics.Recipes;

namespace Maas.Statistics.Tests.Histograms;

/// <summary>Against figures of scipy, what others published, and what holds for all histograms.</summary>
public sealed class HistogramTests
{
    private static readonly string[] Metrics =
        ["js.counts.distance-nat", "js.counts.distance-base-2", "hellinger.counts", "total-variation.counts", "l-infinity.counts"];

    private static readonly string[] Symmetric =
        [.. Metrics, "psi.counts", "js.counts.divergence-nat", "js.counts.divergence-base-2", ChiSquared.TwoSamples];

    private static readonly (string Name, Func<double[], double[], double> Compute)[] OfFourBins =
    [
        ("psi", (p, q) => ZeroFill.PopulationStabilityIndex(p, q)),
        ("kl_pq", (p, q) => KullbackLeibler.Divergence<double>(p, q)),
        ("kl_qp", (p, q) => KullbackLeibler.Divergence<double>(q, p)),
        ("js_dist_nat", (p, q) => JensenShannon.Distance<double>(p, q)),
        ("js_dist_base2", (p, q) => JensenShannon.DistanceBits<double>(p, q)),
        ("js_div_base2", (p, q) => JensenShannon.DivergenceBits<double>(p, q)),
        ("hellinger", (p, q) => Hellinger.Distance<double>(p, q)),
        ("tvd", (p, q) => TotalVariation.Distance<double>(p, q)),
        ("linf", (p, q) => LInfinity.Distance<double>(p, q)),
    ];

    [Test]
    public void Distances_OfFourBins_EqualReferenceValues()
    {
        var (p, q) = (MonitoringReferences.Numbers("hist_4", "p"), MonitoringReferences.Numbers("hist_4", "q"));

        foreach (var (name, compute) in OfFourBins)
        {
            Assert.That(compute(p, q), Is.EqualTo(MonitoringReferences.Number("hist_4", name)).Within(1e-8).Percent, name);
        }
    }

    [Test]
    public void Statistics_OfCategories_EqualReferenceValues()
    {
        var (reference, current) = (MonitoringReferences.Counts("cat_counts", "ref"), MonitoringReferences.Counts("cat_counts", "cur"));

        var (goodness, contingency) = (ChiSquared.GoodnessOfFit(reference, current), ChiSquared.Contingency(reference, current));

        AssertSame(goodness.Value, "chi2_gof_evidently");
        AssertSame(goodness.PValue!.Value, "chi2_gof_p");
        AssertSame(contingency.Value, "chi2_contingency");
        AssertSame(contingency.PValue!.Value, "chi2_contingency_p");
        AssertSame(TotalVariation.Distance<long>(reference, current), "tvd");
        AssertSame(Hellinger.Distance<long>(reference, current), "hellinger");
        Assert.That(reference.Length - 1, Is.EqualTo(MonitoringReferences.Number("cat_counts", "dof")));
    }

    // TensorFlow Data Validation, anomalies/metrics_test.cc (Apache-2.0): over the union of both sides' buckets, and missing values as one.
    [TestCase(new long[] { 2, 2, 0, 0 }, new long[] { 0, 1, 1, 2 }, 0.65563906222)]
    [TestCase(new long[] { 1, 3 }, new long[] { 0, 4 }, 0.13792538096)]
    public void JensenShannon_OfBuckets_IsThePublishedOne(long[] reference, long[] current, double expected) =>
        Assert.That(JensenShannon.DivergenceBits<long>(reference, current), Is.EqualTo(expected).Within(2e-11));

    // NannyML, tests/drift/test_univariate_drift_methods.py (Apache-2.0), and TensorFlow Data Validation.
    [TestCase(new long[] { 2, 2, 2, 0 }, new long[] { 2, 2, 2, 1 }, 1.0 / 7)]
    [TestCase(new long[] { 2, 2, 2 }, new long[] { 2, 2, 2 }, 0)]
    [TestCase(new long[] { 2, 2, 2 }, new long[] { 0, 5, 0 }, 2.0 / 3)]
    [TestCase(new long[] { 1, 9 }, new long[] { 3, 7 }, 0.2)]
    [TestCase(new long[] { 0, 9, 1 }, new long[] { 3, 7, 0 }, 0.3)]
    public void LInfinity_OfCategories_IsThePublishedOne(long[] reference, long[] current, double expected) =>
        Assert.That(LInfinity.Distance<long>(reference, current), Is.EqualTo(expected).Within(1e-15));

    [TestCaseSource(nameof(Symmetric))]
    public void Distance_WithBothSidesExchanged_IsTheSame(string recipe)
    {
        var random = new Random(1);
        for (var run = 0; run < 100; run++)
        {
            var (left, right) = (Draw(random), Draw(random));

            Assert.That(Of(recipe, left, right), Is.EqualTo(Of(recipe, right, left)).Within(1e-12).And.Positive);
            Assert.That(Of(recipe, left, [.. left.Select(count => 3 * count)]), Is.EqualTo(0).Within(1e-7));
        }
    }

    [TestCaseSource(nameof(Metrics))]
    public void Distance_IsNotLongerThanADetour(string recipe)
    {
        var random = new Random(2);
        for (var run = 0; run < 500; run++)
        {
            var (a, b, c) = (Draw(random), Draw(random), Draw(random));

            Assert.That(Of(recipe, a, c), Is.LessThanOrEqualTo(Of(recipe, a, b) + Of(recipe, b, c) + 1e-12));
        }
    }

    [Test]
    public void Distances_OfWhatHasNothingInCommon_AreAtTheirEnds()
    {
        long[] left = [3, 1, 0, 0], right = [0, 0, 2, 2];

        Assert.That(JensenShannon.DistanceBits<long>(left, right), Is.EqualTo(1).Within(1e-15));
        Assert.That(Hellinger.Distance<long>(left, right), Is.EqualTo(1).Within(1e-15));
        Assert.That(TotalVariation.Distance<long>(left, right), Is.EqualTo(1).Within(1e-15));
        Assert.That(KullbackLeibler.Divergence<long>(left, right), Is.EqualTo(double.PositiveInfinity));
        Assert.That(ChiSquared.GoodnessOfFit(left, right), Is.EqualTo(new Figure(ChiSquared.Goodness, double.PositiveInfinity, 0)));
    }

    [Test]
    public void ChiSquared_WithBinsThatNoneUses_PassesThemOver()
    {
        var figure = ChiSquared.Contingency([10, 0, 20], [20, 0, 10]);

        Assert.That(figure, Is.EqualTo(ChiSquared.Contingency([10, 20], [20, 10])));
        Assert.That(figure.Value, Is.EqualTo(20.0 / 3).Within(1e-12));
        Assert.That(ChiSquared.Contingency([10, 0], [20, 0]).PValue, Is.EqualTo(1));
    }

    [Test]
    public void Contingency_WithoutDrift_AlarmsAsOftenAsAskedFor([Values(50, 1000)] int window)
    {
        var (random, alarms) = (new Random(3), 0);
        for (var run = 0; run < 2000; run++)
        {
            alarms += ChiSquared.Contingency(Categories(random, 400), Categories(random, window)).PValue <= 0.05 ? 1 : 0;
        }

        Assert.That(alarms / 2000.0, Is.InRange(0.025, 0.075));

        static long[] Categories(Random random, int count)
        {
            var counts = new long[5];
            for (var i = 0; i < count; i++)
            {
                counts[(int)(5 * Math.Sqrt(random.NextDouble()))]++;
            }

            return counts;
        }
    }

    [Test]
    public void ZeroFill_PutsWhatIsSmallerThanAllIntoEmptyBins()
    {
        Assert.That(ZeroFill.Apply([1, 3, 0]), Is.EqualTo(new[] { 0.25, 0.75, 1e-4 }));
        Assert.That(ZeroFill.Apply([1, 99_999, 0]), Is.EqualTo(new[] { 1e-5, 0.99999, 1e-11 }).Within(1e-20));
    }

    [TestCase(new long[] { 1, 2 }, new long[] { 1 })]
    [TestCase(new long[] { 1, 2 }, new long[] { 0, 0 })]
    [TestCase(new long[] { -1, 2 }, new long[] { 1, 2 })]
    [TestCase(new long[0], new long[0])]
    public void Distances_OfWhatIsNoHistogram_Throw(long[] reference, long[] current)
    {
        foreach (var recipe in HistogramRecipe.All)
        {
            Assert.That(() => recipe.Compute(reference, current), Throws.ArgumentException, recipe.Name);
        }
    }

    private static double Of(string recipe, long[] reference, long[] current) =>
        HistogramRecipe.Find(recipe)!.Compute(reference, current).Value;

    private static long[] Draw(Random random) => [.. Enumerable.Range(0, 6).Select(_ => random.NextInt64(1, 200))];

    private static void AssertSame(double actual, string name) =>
        Assert.That(actual, Is.EqualTo(MonitoringReferences.Number("cat_counts", name)).Within(1e-7).Percent, name);
}

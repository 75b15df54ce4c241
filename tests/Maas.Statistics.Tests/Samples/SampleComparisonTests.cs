using Maas.Statistics.Samples;

namespace Maas.Statistics.Tests.Samples;

/// <summary>Against figures of scipy, and what others published.</summary>
public sealed class SampleComparisonTests
{
    private static readonly string[] Cases = MonitoringReferences.Cases;

    [TestCaseSource(nameof(Cases))]
    public void Inputs_AreThoseOfTheReferences(string name)
    {
        var (reference, current) = MonitoringReferences.Values(name);
        var sample = new SortedSample(reference);

        Assert.That(reference[..3], Is.EqualTo(MonitoringReferences.Numbers(name, "ref_first3")).Within(1e-15));
        Assert.That(current[..3], Is.EqualTo(MonitoringReferences.Numbers(name, "cur_first3")).Within(1e-15));
        AssertSame(sample.Mean(), name, "ref_mean");
        AssertSame(Math.Sqrt(sample.PopulationVariance()), name, "ref_std_pop");
    }

    [TestCaseSource(nameof(Cases))]
    public void KolmogorovSmirnov_EqualsReferenceValues(string name)
    {
        var (reference, current) = MonitoringReferences.Samples(name);

        var figure = KolmogorovSmirnov.Compute(reference, current);

        Assert.That(figure.Recipe, Is.EqualTo(KolmogorovSmirnov.Exact));
        AssertSame(figure.Value, name, "ks_D");
        AssertSame(figure.PValue!.Value, name, "ks_p_auto");
        AssertSame(KolmogorovSmirnov.FiniteSurvival(figure.Value, reference.Count, current.Count), name, "ks_p_asymp");
    }

    [TestCaseSource(nameof(Cases))]
    public void Wasserstein_EqualsReferenceValues(string name)
    {
        var (reference, current) = MonitoringReferences.Samples(name);

        AssertSame(Wasserstein.Distance(reference, current), name, "wasserstein");
        AssertSame(Wasserstein.ComputeNormalized(reference, current).Value, name, "wasserstein_norm");
    }

    [TestCaseSource(nameof(Cases))]
    public void EnergyDistance_EqualsReferenceValue(string name)
    {
        var (reference, current) = MonitoringReferences.Samples(name);

        AssertSame(EnergyDistance.Distance(reference, current), name, "energy");
    }

    // The chance of the second case is 1e-25: what scipy says, 6e-10, is the rounding of 1 less a sum. Within 1e-9 both are 0.
    [TestCaseSource(nameof(Cases))]
    public void CramerVonMises_EqualsReferenceValues(string name)
    {
        var (reference, current) = MonitoringReferences.Samples(name);

        var figure = CramerVonMises.Compute(reference, current);

        AssertSame(figure.Value, name, "cvm_T");
        Assert.That(figure.PValue, Is.EqualTo(MonitoringReferences.Number(name, "cvm_p")).Within(1e-9));
    }

    [TestCaseSource(nameof(Cases))]
    public void MannWhitney_EqualsReferenceValue(string name)
    {
        var (reference, current) = MonitoringReferences.Samples(name);

        AssertSame(MannWhitney.Compute(reference, current).PValue!.Value, name, "mannwhitney_two_sided_p");
    }

    [TestCaseSource(nameof(Cases))]
    public void MeanDifference_EqualsReferenceValue(string name)
    {
        var (reference, current) = MonitoringReferences.Samples(name);

        AssertSame(MeanDifference.ComputeStudent(reference, current).PValue!.Value, name, "t_p");
    }

    [TestCaseSource(nameof(Cases))]
    public void MaximumMeanDiscrepancy_EqualsReferenceValues(string name)
    {
        var (reference, current) = MonitoringReferences.Values(name);

        var bandwidth = MaximumMeanDiscrepancy.ReferenceBandwidth(reference.AsSpan(0, 200), 1);

        var figure = MaximumMeanDiscrepancy.Compute(reference.AsSpan(0, 200), current.AsSpan(0, 200), 1, 0, new Random(1), bandwidth);

        AssertSame(bandwidth, name, "mmd_sigma_median");
        AssertSame(figure.Value, name, "mmd2_unbiased_first200");
        Assert.That(figure.PValue, Is.Null);
    }

    // Evidently, tests/stattests/test_stattests.py (Apache-2.0): standard normal numbers of seeds 0 and 1.
    [Test]
    public void CramerVonMises_OfSeededNormals_IsThePublishedOne()
    {
        var (reference, current) = (new MersenneTwister(0).Normals(100), new MersenneTwister(1).Normals(100));

        var figure = CramerVonMises.Compute(new SortedSample(reference), new SortedSample(current));

        Assert.That(figure.PValue, Is.EqualTo(0.8076839).Within(5e-8));
    }

    // The same file: x and x + 5.
    [Test]
    public void EnergyDistance_OfAShift_IsThePublishedOne()
    {
        double[] x = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0];

        var distance = EnergyDistance.Distance(new SortedSample(x), new SortedSample([.. x.Select(value => value + 5)]));

        Assert.That(distance, Is.EqualTo(1.9332615).Within(5e-8));
    }

    // The same file.
    [Test]
    public void MeanDifference_OfSmallSamples_IsThePublishedOne()
    {
        var (x, y) = (new SortedSample([38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0]), new SortedSample([39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]));

        Assert.That(MeanDifference.ComputeStudent(x, y).PValue, Is.EqualTo(0.0841057).Within(5e-8));
        Assert.That(MeanDifference.ComputeWelch(x, y).Value, Is.EqualTo(MeanDifference.ComputeStudent(x, y).Value).Within(1e-12));
    }

    // The same file: one-sided, of counts of the values 1 to 6.
    [Test]
    public void MannWhitney_OfTiedValues_IsThePublishedOne()
    {
        var (reference, current) = (Repeated([16, 18, 16, 14, 12, 12]), Repeated([16, 16, 16, 16, 16, 8]));

        Assert.That(MannWhitney.LessSurvival(reference, current), Is.EqualTo(0.4814330).Within(5e-8));
    }

    // NannyML, tests/drift/test_univariate_drift_methods.py (Apache-2.0). Its own figures come from bins beyond 10,000 values.
    [TestCase(10_000, 1, 1.01, 0.005)]
    [TestCase(100_000, -4, 3.98665, 5e-6)]
    public void Wasserstein_OfSeededNormals_IsThePublishedOne(int count, double mean, double expected, double tolerance)
    {
        var twister = new MersenneTwister(1);
        var (reference, current) = (new SortedSample(twister.Normals(count)), new SortedSample(twister.Normals(1000, mean)));

        Assert.That(Wasserstein.Distance(reference, current), Is.EqualTo(expected).Within(tolerance));
    }

    private static SortedSample Repeated(int[] counts) =>
        new([.. counts.SelectMany((count, i) => Enumerable.Repeat(i + 1.0, count))]);

    private static void AssertSame(double actual, string section, string name) =>
        Assert.That(actual, Is.EqualTo(MonitoringReferences.Number(section, name)).Within(1e-7).Percent, name);
}

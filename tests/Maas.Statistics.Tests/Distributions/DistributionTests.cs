using System.Globalization;
using Maas.Statistics.Distributions;

namespace Maas.Statistics.Tests.Distributions;

public sealed class DistributionTests
{
    [Test]
    public void KolmogorovSurvival_EqualsReferenceValues()
    {
        foreach (var entry in MonitoringReferences.Root.GetProperty("special").GetProperty("kolmogorov_sf").EnumerateObject())
        {
            var x = double.Parse(entry.Name, CultureInfo.InvariantCulture);

            Assert.That(KolmogorovDistribution.Survival(x), Is.EqualTo(entry.Value.GetDouble()).Within(1e-12), entry.Name);
        }
    }

    [Test]
    public void ChiSquaredSurvival_EqualsReferenceValues()
    {
        foreach (var entry in MonitoringReferences.Root.GetProperty("special").GetProperty("chi2_sf").EnumerateObject())
        {
            var parts = entry.Name.Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();

            Assert.That(
                ChiSquaredDistribution.Survival(parts[0], parts[1]),
                Is.EqualTo(entry.Value.GetDouble()).Within(1e-10).Percent, entry.Name);
        }
    }

    [Test]
    public void NormalSurvival_EqualsReferenceValue() =>
        Assert.That(NormalDistribution.Survival(1.96), Is.EqualTo(MonitoringReferences.Number("special", "norm_sf_1_96")).Within(1e-14));

    // Digits of tables and of arbitrary-precision arithmetic: Abramowitz and Stegun, table 26.2 for 10.
    [TestCase(0, 0.5)]
    [TestCase(-1.96, 0.9750021048517795)]
    [TestCase(10, 7.61985302416053e-24)]
    [TestCase(double.PositiveInfinity, 0)]
    public void NormalSurvival_InTheTails_KeepsItsDigits(double z, double expected) =>
        Assert.That(NormalDistribution.Survival(z), Is.EqualTo(expected).Within(1e-9).Percent);

    [TestCase(0.975, 1.959963984540054)]
    [TestCase(0.5, 0)]
    [TestCase(0.001, -3.090232306167813)]
    public void NormalQuantile_IsThatOfTables(double probability, double expected) =>
        Assert.That(NormalDistribution.Quantile(probability), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void ChiSquaredQuantile_IsTheInverseOfItsSurvival(
        [Values(0.5, 1, 2, 9, 100, 5000)] double degrees, [Values(1e-12, 0.001, 0.05, 0.5, 0.999)] double probability)
    {
        var x = ChiSquaredDistribution.UpperQuantile(probability, degrees);

        Assert.That(ChiSquaredDistribution.Survival(x, degrees), Is.EqualTo(probability).Within(1e-8).Percent);
    }

    // Abramowitz and Stegun, table 26.8.
    [TestCase(0.05, 9, 16.9190)]
    [TestCase(0.01, 1, 6.63490)]
    public void ChiSquaredQuantile_IsThatOfTables(double probability, double degrees, double expected) =>
        Assert.That(ChiSquaredDistribution.UpperQuantile(probability, degrees), Is.EqualTo(expected).Within(1e-4));

    [TestCase(1)]
    [TestCase(0.05)]
    [TestCase(1e-9)]
    public void KolmogorovQuantile_IsTheInverseOfItsSurvival(double probability)
    {
        var x = KolmogorovDistribution.UpperQuantile(probability == 1 ? 1 - 1e-12 : probability);

        Assert.That(KolmogorovDistribution.Survival(x), Is.EqualTo(probability).Within(1e-9));
    }

    // Marsaglia, Tsang and Wang, 2003, section 1.
    [Test]
    public void FiniteKolmogorov_OfTenValues_IsThePublishedOne() =>
        Assert.That(1 - FiniteKolmogorov.Survival(0.274, 10), Is.EqualTo(0.628479615456504).Within(1e-13));

    // Where one method follows another, both say the same.
    [TestCase(141, 0.1248)]
    [TestCase(141, 0.1250)]
    [TestCase(300, 0.0278)]
    [TestCase(300, 0.0280)]
    [TestCase(100_000, 0.0040)]
    public void FiniteKolmogorov_AtTheEdgesOfItsMethods_IsContinuous(int count, double distance)
    {
        var step = 1e-4 * distance;

        var (before, at, after) = (
            FiniteKolmogorov.Survival(distance - step, count),
            FiniteKolmogorov.Survival(distance, count),
            FiniteKolmogorov.Survival(distance + step, count));

        Assert.That(at, Is.EqualTo((before + after) / 2).Within(2e-6));
        Assert.That(before, Is.GreaterThan(at));
        Assert.That(at, Is.GreaterThan(after));
    }

    [Test]
    public void FiniteKolmogorov_OfManyValues_GoesToItsLimit() =>
        Assert.That(FiniteKolmogorov.Survival(1.36 / 1e4, 100_000_000), Is.EqualTo(KolmogorovDistribution.Survival(1.36)).Within(1e-4));

    // Anderson and Darling, "Asymptotic theory of certain goodness of fit criteria", 1952, table 1.
    [TestCase(0.34730, 0.10)]
    [TestCase(0.46136, 0.05)]
    [TestCase(0.74346, 0.01)]
    [TestCase(1.16786, 0.001)]
    [TestCase(0.02480, 0.99)]
    public void CramerVonMises_IsThatOfTables(double x, double expected) =>
        Assert.That(CramerVonMisesDistribution.Survival(x), Is.EqualTo(expected).Within(2e-5));

    [Test]
    public void CramerVonMises_FallsFromOneToTheFarTail()
    {
        double[] at = [0, 0.003, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 20];

        var chances = Array.ConvertAll(at, CramerVonMisesDistribution.Survival);

        Assert.That(chances, Is.Ordered.Descending);
        Assert.That(chances[0], Is.EqualTo(1));
        Assert.That(chances[^1], Is.EqualTo(0).Within(1e-40).And.Positive);
    }

    // Two degrees: 1/2 - t / (2 sqrt(2 + t²)) on each side, in closed form; one degree is Cauchy's distribution.
    [Test]
    public void StudentTwoSided_OfFewDegrees_IsTheClosedForm([Values(0, 0.3, 1, 4, 50)] double t)
    {
        Assert.That(StudentDistribution.TwoSided(t, 2), Is.EqualTo(1 - (t / Math.Sqrt(2 + (t * t)))).Within(1e-13));
        Assert.That(StudentDistribution.TwoSided(-t, 1), Is.EqualTo(1 - (2 / Math.PI * Math.Atan(t))).Within(1e-13));
    }

    // Brown, Cai and DasGupta, 2001, and by hand: with no success the upper end of Clopper and Pearson is 1 - 0.025^(1/n).
    [Test]
    public void ProportionIntervals_OfNoSuccess_BeginAtZero()
    {
        var (low, high) = ProportionInterval.ClopperPearson(0, 10, 0.95);

        Assert.That((low, high), Is.EqualTo((0.0, 1 - Math.Pow(0.025, 0.1))).Using<(double, double)>(
            (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-12));
        Assert.That(ProportionInterval.Wilson(0, 10, 0.95).High, Is.EqualTo(0.27753279).Within(1e-7));
        Assert.That(ProportionInterval.Wilson(10, 10, 0.95).Low, Is.EqualTo(1 - 0.27753279).Within(1e-7));
    }

    [TestCase(0.05)]
    [TestCase(0.4)]
    public void ClopperPearson_CoversTheShare_NoLessThanAskedFor(double share)
    {
        var (random, covered) = (new Random(5), 0);
        for (var run = 0; run < 2000; run++)
        {
            var successes = Enumerable.Range(0, 60).Count(_ => random.NextDouble() < share);
            var (low, high) = ProportionInterval.ClopperPearson(successes, 60, 0.95);
            covered += low <= share && share <= high ? 1 : 0;
        }

        Assert.That(covered / 2000.0, Is.InRange(0.945, 1));
    }
}

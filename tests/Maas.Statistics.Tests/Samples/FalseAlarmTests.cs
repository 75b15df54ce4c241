using Maas.Statistics.Recipes;
using Maas.Statistics.Samples;

namespace Maas.Statistics.Tests.Samples;

/// <summary>How often tests alarm without drift, and with some.</summary>
public sealed class FalseAlarmTests
{
    private const int Runs = 2000;
    private const double Rate = 0.05;

    private static readonly string[] Tests = ["ks", CramerVonMises.Limit, MannWhitney.Normal, MeanDifference.Student, MeanDifference.Welch];

    // 0.05 with four standard errors of 2,000 runs is within half of it; the exact test of few values cannot be nearer than its steps.
    [Test]
    public void Alarms_WithoutDrift_AreAsManyAsAskedFor(
        [ValueSource(nameof(Tests))] string test, [Values(50, 500)] int window)
    {
        var alarms = Alarms(test, window, shift: 0, seed: 11);

        TestContext.Out.WriteLine($"{alarms:f4} of windows of {window}");
        Assert.That(alarms, Is.InRange(0.5 * Rate, 1.5 * Rate));
    }

    [TestCaseSource(nameof(Tests))]
    public void Alarms_WithAShiftOfAFifthOfADeviation_AreMost(string test) =>
        Assert.That(Alarms(test, 1000, shift: 0.2, seed: 12, runs: 200), Is.GreaterThan(0.9));

    [Test]
    public void PermutationTest_OfWasserstein_KeepsItsRate()
    {
        var alarms = 0;
        for (var run = 0; run < 400; run++)
        {
            var twister = new MersenneTwister((uint)run + 100);
            var (reference, current) = (new SortedSample(twister.Normals(100)), new SortedSample(twister.Normals(40)));
            alarms += PermutationTest.PValue(reference, current, Wasserstein.Distance, 199, new Random(run)) <= 0.1 ? 1 : 0;
        }

        Assert.That(alarms / 400.0, Is.InRange(0.05, 0.15));
    }

    [TestCase(300)]
    [TestCase(30)]
    public void Threshold_OfWasserstein_IsExceededAsOftenAsAskedFor(int window)
    {
        var twister = new MersenneTwister(21);
        var reference = new SortedSample(twister.Normals(10_000));
        var threshold = PermutationTest.Threshold(reference, window, 0.1, Wasserstein.Distance, 400, new Random(22));

        var alarms = Enumerable.Range(0, 1000)
            .Count(_ => Wasserstein.Distance(reference, new SortedSample(twister.Normals(window))) > threshold);

        Assert.That(alarms / 1000.0, Is.InRange(0.05, 0.15));
    }

    [Test]
    public void PermutationTest_OfTheSameSeed_IsTheSame()
    {
        var twister = new MersenneTwister(5);
        var (reference, current) = (new SortedSample(twister.Normals(60)), new SortedSample(twister.Normals(30, 0.4)));

        double Chance(int seed) => PermutationTest.PValue(reference, current, EnergyDistance.Distance, 99, new Random(seed));

        double[] chances = [Chance(1), Chance(1)];

        Assert.That(chances[0], Is.EqualTo(chances[1]).And.InRange(0.01, 1));
    }

    // A dealt-out pair has the values of both, all of them.
    [Test]
    public void PermutationTest_DealsEveryValueOnce()
    {
        var (reference, current) = (new SortedSample([1, 2, 3, 4]), new SortedSample([5, 6, 7]));
        var sums = new List<double>();

        PermutationTest.PValue(reference, current, Collect, 50, new Random(1));

        Assert.That(sums, Is.All.EqualTo(28));
        Assert.That(sums, Has.Count.EqualTo(51));

        double Collect(SortedSample left, SortedSample right)
        {
            sums.Add((left.Mean() * left.Count) + (right.Mean() * right.Count));
            Assert.That(left.Values.ToArray(), Is.Ordered);
            return 0;
        }
    }

    // Correlation alone: each column has the same distribution on both sides.
    [Test]
    public void MaximumMeanDiscrepancy_SeesWhatNoColumnShows()
    {
        var twister = new MersenneTwister(9);
        double[] independent = [.. twister.Normals(300)];
        double[] equal = [.. twister.Normals(150).SelectMany(value => new[] { value, value })];

        Assert.That(MaximumMeanDiscrepancy.Compute(independent, equal, 2, 99, new Random(1)).PValue, Is.EqualTo(0.01));
        Assert.That(
            MaximumMeanDiscrepancy.Compute(independent, twister.Normals(300), 2, 99, new Random(1)).PValue, Is.GreaterThan(0.05));
    }

    [Test]
    public void MaximumMeanDiscrepancy_WithoutDrift_KeepsItsRate()
    {
        var alarms = Enumerable.Range(0, 200).Count(run =>
        {
            var twister = new MersenneTwister((uint)run + 7000);
            return MaximumMeanDiscrepancy.Compute(twister.Normals(60), twister.Normals(60), 2, 39, new Random(run)).PValue <= 0.1;
        });

        Assert.That(alarms / 200.0, Is.InRange(0.04, 0.17));
    }

    private static double Alarms(string test, int window, double shift, uint seed, int runs = Runs)
    {
        var recipe = SampleRecipe.Find(test)!;
        var (twister, alarms) = (new MersenneTwister(seed), 0);
        for (var run = 0; run < runs; run++)
        {
            var (reference, current) = (new SortedSample(twister.Normals(1000)), new SortedSample(twister.Normals(window, shift)));
            alarms += recipe.Compute(reference, current).PValue <= Rate ? 1 : 0;
        }

        return (double)alarms / runs;
    }
}

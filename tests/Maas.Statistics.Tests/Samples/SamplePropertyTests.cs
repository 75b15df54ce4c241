using Maas.Statistics.Recipes;
using Maas.Statistics.Samples;

namespace Maas.Statistics.Tests.Samples;

/// <summary>What holds for all samples, with seeds.</summary>
public sealed class SamplePropertyTests
{
    private static readonly string[] Distances = ["ks", CramerVonMises.Limit, Wasserstein.Exact, EnergyDistance.Root];

    private static readonly string[] Metrics = ["ks", Wasserstein.Exact, EnergyDistance.Root];

    [TestCaseSource(nameof(Distances))]
    public void Distance_OfOneSampleToItself_IsZero(string distance)
    {
        var sample = Draw(new Random(1), 50);

        Assert.That(Distance(distance, sample, new SortedSample(sample.Values)), Is.Zero);
    }

    [TestCaseSource(nameof(Distances))]
    public void Distance_WithBothSidesExchanged_IsTheSame(string distance)
    {
        var random = new Random(2);
        for (var run = 0; run < 100; run++)
        {
            var (left, right) = (Draw(random, random.Next(1, 40)), Draw(random, random.Next(1, 40)));

            Assert.That(Distance(distance, left, right), Is.EqualTo(Distance(distance, right, left)).Within(1e-12).And.AtLeast(0));
        }
    }

    [TestCaseSource(nameof(Metrics))]
    public void Distance_IsNotLongerThanADetour(string distance)
    {
        var random = new Random(3);
        for (var run = 0; run < 300; run++)
        {
            var (a, b, c) = (Draw(random, random.Next(1, 20)), Draw(random, random.Next(1, 20)), Draw(random, random.Next(1, 20)));

            Assert.That(Distance(distance, a, c), Is.LessThanOrEqualTo(Distance(distance, a, b) + Distance(distance, b, c) + 1e-12));
        }
    }

    // E|X - Y| over all pairs, less half of those within each.
    [Test]
    public void EnergyDistance_IsThatOfAllPairs()
    {
        var random = new Random(4);
        for (var run = 0; run < 20; run++)
        {
            double[] x = [.. Draw(random, 30).Values], y = [.. Draw(random, 21).Values];

            var squared = (2 * Mean(x, y)) - Mean(x, x) - Mean(y, y);

            Assert.That(EnergyDistance.Distance(new SortedSample(x), new SortedSample(y)), Is.EqualTo(Math.Sqrt(squared)).Within(1e-9));
        }

        static double Mean(double[] left, double[] right) => left.Average(a => right.Average(b => Math.Abs(a - b)));
    }

    // All deals of 5 values to one side and 4 to the other, counted.
    [Test]
    public void KolmogorovSmirnov_ExactChance_IsThatOfAllDeals([Values(0.2, 0.45, 0.55, 0.8, 1)] double distance)
    {
        var (asFar, all) = (0, 0);
        for (var deal = 0u; deal < 512; deal++)
        {
            if (System.Numerics.BitOperations.PopCount(deal) != 5)
            {
                continue;
            }

            double[] left = [.. Enumerable.Range(0, 9).Where(i => (deal >> i & 1) == 1).Select(i => (double)i)];
            double[] right = [.. Enumerable.Range(0, 9).Where(i => (deal >> i & 1) == 0).Select(i => (double)i)];
            all++;
            asFar += KolmogorovSmirnov.Distance(new SortedSample(left), new SortedSample(right)) >= distance - 1e-9 ? 1 : 0;
        }

        Assert.That(KolmogorovSmirnov.ExactSurvival(distance, 5, 4), Is.EqualTo((double)asFar / all).Within(1e-12));
    }

    [Test]
    public void KolmogorovSmirnov_OfLargeSamples_TakesTheFiniteChance()
    {
        var random = new Random(6);

        var figure = KolmogorovSmirnov.Compute(Draw(random, 4001), Draw(random, 1000));

        Assert.That(figure.Recipe, Is.EqualTo(KolmogorovSmirnov.Finite));
        Assert.That(figure.PValue, Is.EqualTo(KolmogorovSmirnov.ExactSurvival(figure.Value, 4001, 1000)).Within(0.02));
    }

    [Test]
    public void Wasserstein_OfAShift_IsTheShift()
    {
        var sample = Draw(new Random(7), 100);

        Assert.That(
            Wasserstein.Distance(sample, new SortedSample([.. sample.Values.ToArray().Select(value => value + 2.5)])),
            Is.EqualTo(2.5).Within(1e-12));
    }

    [Test]
    public void SortedSample_OfNothingOrWhatIsNoNumber_Throws([Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double value)
    {
        Assert.That(() => new SortedSample([]), Throws.ArgumentException);
        Assert.That(() => new SortedSample([1, value, 2]), Throws.ArgumentException);
    }

    [Test]
    public void MeanDifference_OfConstants_IsCertain()
    {
        var (ones, twos) = (new SortedSample([1, 1, 1]), new SortedSample([2, 2, 2]));

        Assert.That(MeanDifference.ComputeStudent(ones, ones).PValue, Is.EqualTo(1));
        Assert.That(MeanDifference.ComputeWelch(ones, twos).PValue, Is.Zero);
    }

    private static double Distance(string recipe, SortedSample reference, SortedSample current) =>
        SampleRecipe.Find(recipe)!.Compute(reference, current).Value;

    // Rounded, so that some values repeat.
    private static SortedSample Draw(Random random, int count) =>
        new([.. Enumerable.Range(0, count).Select(_ => Math.Round(20 * random.NextDouble() * random.NextDouble(), 1))]);
}

using Maas.Statistics.Distributions;
using Maas.Statistics.Performance;

namespace Maas.Statistics.Tests.Performance;

/// <summary>The area under the curve where the classes part perfectly, or nearly.</summary>
public sealed class BinnedAreaTests
{
    private const int Bins = 60;

    [TestCase(30, 50, 30)]
    [TestCase(400, 20, 20)]
    public void Interval_OfPerfectlyPartedClasses_IsThatOfNoFailureAmongTheFewer(int positives, int negatives, int fewer)
    {
        var (value, low, high) = SumsOf([negatives, 0], [0, positives]).RocAuc();

        Assert.That((value, low, high), Is.EqualTo((1.0, Math.Pow(0.025, 1.0 / fewer), 1.0)).Within(1e-9));
    }

    [Test]
    public void Interval_OfClassesPartedTheWrongWay_IsTheSameFromBelow()
    {
        var (value, low, high) = SumsOf([0, 50], [30, 0]).RocAuc();

        Assert.That((value, low, high), Is.EqualTo((0.0, 0.0, 1 - Math.Pow(0.025, 1 / 30.0))).Within(1e-9));
    }

    [Test]
    public void Interval_OfOnePairAmiss_IsNearlyThatOfNone()
    {
        // One of 40 x 40 pairs is a tie: the area is 1 - 1 / 3200.
        var (value, low, high) = SumsOf([39, 1, 0], [0, 1, 39]).RocAuc();

        Assert.That(value, Is.EqualTo(1 - (1 / 3200.0)).Within(1e-12));
        Assert.That(low, Is.EqualTo(Math.Pow(0.025, 1 / 40.0)).Within(0.01));
        Assert.That(high, Is.InRange(value, 1));
    }

    [Test]
    public void Interval_OfManyRows_IsThatOfDeLong()
    {
        var (random, rows) = (new Random(12), 20_000);
        var sums = Draw(NormalBins(0), NormalBins(1), rows, rows, random);
        var (value, low, high) = sums.RocAuc();

        // Of two normal distributions a deviation apart, by the formula of the paper over all pairs of bins.
        var error = DeLong(sums, value);
        Assert.That((low, high), Is.EqualTo((value - (FigureInterval.Z * error), value + (FigureInterval.Z * error))).Within(0.02 * error));
    }

    [TestCase(0.75, 100, 100, 0.93, 0.97)]
    [TestCase(1.2, 150, 150, 0.93, 0.97)]
    [TestCase(1.8, 100, 100, 0.95, 1)]
    [TestCase(1.8, 10, 200, 0.95, 1)]
    [TestCase(2.9, 20, 20, 0.95, 1)]
    [TestCase(2.9, 100, 100, 0.95, 1)]
    [TestCase(3.3, 20, 20, 0.95, 1)]
    [TestCase(3.64, 20, 20, 0.95, 1)]
    [TestCase(3.64, 10, 200, 0.95, 1)]
    public void Interval_OfNormalScores_HoldsTheTrueArea(double apart, int positives, int negatives, double least, double most) =>
        Assert.That(Coverage(NormalBins(0), NormalBins(apart), positives, negatives), Is.InRange(least, most));

    // The largest variance that an area can have: some of the one class are on the wrong side of all of the other.
    [TestCase(0.9, 20, 20)]
    [TestCase(0.95, 20, 20)]
    [TestCase(0.99, 20, 200)]
    [TestCase(0.995, 100, 100)]
    [TestCase(0.999, 100, 100)]
    public void Interval_OfAFewThatAreOnTheWrongSide_HoldsTheTrueArea(double area, int positives, int negatives) =>
        Assert.That(Coverage([0, 1, 0], [1 - area, 0, area], positives, negatives), Is.InRange(0.95, 1));

    private static double Coverage(double[] ofNegatives, double[] ofPositives, int positives, int negatives)
    {
        var (random, area, below, inside) = (new Random(5), 0.0, 0.0, 0);
        for (var bin = 0; bin < ofNegatives.Length; bin++)
        {
            area += ofPositives[bin] * (below + (ofNegatives[bin] / 2));
            below += ofNegatives[bin];
        }

        const int windows = 2_000;
        for (var window = 0; window < windows; window++)
        {
            var (_, low, high) = Draw(ofNegatives, ofPositives, positives, negatives, random).RocAuc();
            inside += area >= low && area <= high ? 1 : 0;
        }

        return inside / (double)windows;
    }

    private static ClassificationSums Draw(double[] ofNegatives, double[] ofPositives, int positives, int negatives, Random random) =>
        SumsOf(Draw(ofNegatives, negatives, random), Draw(ofPositives, positives, random));

    private static int[] Draw(double[] shares, int rows, Random random)
    {
        var counts = new int[shares.Length];
        for (var row = 0; row < rows; row++)
        {
            var (rest, bin) = (random.NextDouble(), 0);
            for (; bin < shares.Length - 1 && rest >= shares[bin]; bin++)
            {
                rest -= shares[bin];
            }

            counts[bin]++;
        }

        return counts;
    }

    // Of a normal distribution with deviation 1, over bins from -4 to 8.
    private static double[] NormalBins(double mean)
    {
        var shares = new double[Bins];
        for (var bin = 0; bin < Bins; bin++)
        {
            var (begin, end) = (-4 + (12.0 * bin / Bins) - mean, -4 + (12.0 * (bin + 1) / Bins) - mean);
            shares[bin] = NormalDistribution.Cumulative(end) - NormalDistribution.Cumulative(begin);
        }

        return shares;
    }

    private static double DeLong(ClassificationSums sums, double area)
    {
        var (positives, negatives) = (sums.BinPositives.Sum(), sums.BinRows.Sum() - sums.BinPositives.Sum());
        double FallsOf(int bin) => sums.BinRows[bin] - sums.BinPositives[bin];
        double Placed(int bin, Func<int, double> others, Func<int, int, bool> isBeaten, double all) =>
            (Enumerable.Range(0, Bins).Where(other => isBeaten(other, bin)).Sum(others) + (others(bin) / 2)) / all;
        var bins = Enumerable.Range(0, Bins).ToList();
        var ofPositives = bins.Sum(bin => sums.BinPositives[bin] * Math.Pow(Placed(bin, FallsOf, (other, own) => other < own, negatives) - area, 2));
        var ofNegatives = bins.Sum(bin => FallsOf(bin) * Math.Pow(Placed(bin, other => sums.BinPositives[other], (other, own) => other > own, positives) - area, 2));
        return Math.Sqrt((ofPositives / positives / (positives - 1)) + (ofNegatives / negatives / (negatives - 1)));
    }

    private static ClassificationSums SumsOf(int[] negatives, int[] positives)
    {
        var sums = ClassificationSums.Empty(2, negatives.Length);
        for (var bin = 0; bin < negatives.Length; bin++)
        {
            Add(0, bin, negatives[bin]);
            Add(1, bin, positives[bin]);
        }

        return sums;

        void Add(int truth, int bin, int count)
        {
            for (var row = 0; row < count; row++)
            {
                sums.AddTruth(truth, truth, bin);
            }
        }
    }
}

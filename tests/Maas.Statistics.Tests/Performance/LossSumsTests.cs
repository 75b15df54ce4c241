using Maas.Statistics.Performance;

namespace Maas.Statistics.Tests.Performance;

public sealed class LossSumsTests
{
    [Test]
    public void Truths_OfAFewRows_AreTheFiguresByHand()
    {
        var sums = Of([1, 2, 3, 4], [1.5, 2, 2, 6]);

        // Errors 0.5, 0, -1, 2.
        Assert.That(sums.MeanAbsoluteError().Value, Is.EqualTo(3.5 / 4).Within(1e-12));
        Assert.That(sums.MeanSquaredError().Value, Is.EqualTo(5.25 / 4).Within(1e-12));
        Assert.That(sums.RootMeanSquaredError().Value, Is.EqualTo(Math.Sqrt(5.25 / 4)).Within(1e-12));
        Assert.That(sums.Bias().Value, Is.EqualTo(1.5 / 4).Within(1e-12));
        Assert.That(sums.R2().Value, Is.EqualTo(1 - (5.25 / 4 / 1.25)).Within(1e-12));
    }

    [Test]
    public void Truths_IntervalHoldsTheTrueFigure_In92To97OfAHundred()
    {
        // Errors are normal: E|e| = sqrt(2 / pi), E e2 = 1.
        var random = new Random(6);
        var inside = new int[4];
        const int windows = 2_000;
        for (var window = 0; window < windows; window++)
        {
            var sums = new LossSums();
            for (var row = 0; row < 300; row++)
            {
                sums.AddTruth(0, Normal(random));
            }

            FigureInterval[] intervals = [sums.MeanAbsoluteError(), sums.MeanSquaredError(), sums.RootMeanSquaredError(), sums.Bias()];
            double[] truths = [Math.Sqrt(2 / Math.PI), 1, 1, 0];
            for (var i = 0; i < truths.Length; i++)
            {
                inside[i] += truths[i] >= intervals[i].Low && truths[i] <= intervals[i].High ? 1 : 0;
            }
        }

        Assert.That(inside.Select(count => count / (double)windows), Is.All.InRange(0.92, 0.97));
    }

    [Test]
    public void Truths_WithoutAnyError_LeaveRoomByTheRuleOfThree()
    {
        // Truths of -1 and 1: their variance is 1. With 97.5 % confidence at most 1 - 0.025^(1/200) of rows are off.
        var sums = Of([.. Signs(200)], [.. Signs(200)]);
        var share = 1 - Math.Pow(0.025, 1 / 200.0);

        Assert.That((sums.MeanAbsoluteError().Low, sums.MeanAbsoluteError().High), Is.EqualTo((0.0, share)).Within(1e-12));
        Assert.That(sums.MeanSquaredError().High, Is.EqualTo(share).Within(1e-12));
        Assert.That(sums.RootMeanSquaredError().High, Is.EqualTo(Math.Sqrt(share)).Within(1e-12));
        Assert.That((sums.R2().Low, sums.R2().Value, sums.R2().High), Is.EqualTo((1 - share, 1.0, 1.0)).Within(1e-12));
        Assert.That((sums.Bias().Low, sums.Bias().High), Is.EqualTo((-share, share)).Within(1e-12));
    }

    [Test]
    public void Truths_ThatAreAllOffByTheSame_LeaveRoom()
    {
        double[] truths = [.. Signs(100)];
        var (value, low, high) = Of(truths, [.. truths.Select(truth => truth + 0.3)]).MeanAbsoluteError();

        Assert.That(value, Is.EqualTo(0.3).Within(1e-12));
        Assert.That((low, high), Is.EqualTo((0.3 - 0.036217, 0.3 + 0.036217)).Within(1e-6));
    }

    [Test]
    public void Truths_ThatAreAllTheSameAndMet_TellNothingOfOthers()
    {
        var (_, low, high) = Of([5, 5, 5], [5, 5, 5]).MeanAbsoluteError();

        Assert.That((low, high), Is.EqualTo((0.0, double.MaxValue)));
    }

    [Test]
    public void Expected_WithoutAnyError_LeavesRoomByTheRowsOfTheReference()
    {
        var sums = new LossSums();
        for (var row = 0; row < 1_000; row++)
        {
            sums.AddExpected(new ExpectedLoss(0, 0, 0, 0));
        }

        var estimate = sums.MeanSquaredError(new LossReference(50, 0, 0, 4));
        Assert.That(estimate.High, Is.EqualTo(4 * (1 - Math.Pow(0.025, 1 / 50.0))).Within(1e-12));
    }

    [TestCase(0.0005)]
    [TestCase(0.002)]
    [TestCase(0.005)]
    public void Truths_OfFewErrors_IntervalHoldsTheTrueFigure_In95OfAHundredOrMore(double share)
    {
        // As far off as the mean of the truth is: the mean absolute error is the share of rows that are.
        var (random, inside) = (new Random(31), 0);
        const int windows = 2_000;
        for (var window = 0; window < windows; window++)
        {
            double[] truths = [.. Signs(200)];
            var (_, low, high) = Of(truths, [.. truths.Select(truth => random.NextDouble() < share ? 0 : truth)]).MeanAbsoluteError();
            inside += share >= low && share <= high ? 1 : 0;
        }

        Assert.That(inside / (double)windows, Is.GreaterThanOrEqualTo(0.95));
    }

    [Test]
    public void Expected_AddsUpLossesAndTheirVariance()
    {
        var sums = new LossSums();
        sums.AddExpected(new ExpectedLoss(1, 0.25, 1.25, 2));
        sums.AddExpected(new ExpectedLoss(3, 0.75, 9.75, 6));

        var (value, low, high) = sums.MeanAbsoluteError();
        Assert.That((value, high - low), Is.EqualTo((2, 2 * FigureInterval.Z * Math.Sqrt(1) / 2)).Within(1e-12));
        Assert.That(sums.MeanSquaredError().Value, Is.EqualTo(5.5));
        Assert.That(sums.R2(new LossReference(1_000, 0, 0, 22)).Value, Is.EqualTo(0.75));
    }

    [Test]
    public void Merge_IsAllAtOnce_AndTakenOutIsNothing()
    {
        var sums = Of([1, 2], [3, 4]);
        sums.Merge(Of([5], [7]));
        Assert.That(sums.MeanSquaredError().Value, Is.EqualTo(Of([1, 2, 5], [3, 4, 7]).MeanSquaredError().Value));

        sums.AddTruth(1, 3, weight: -1);
        sums.AddTruth(2, 4, weight: -1);
        sums.AddTruth(5, 7, weight: -1);
        Assert.That(
            new[] { sums.RowCount, sums.Absolute.Value, sums.Squared.Value, sums.Fourth.Value, sums.Truth.Value }, Is.All.EqualTo(0));
        Assert.That(sums.MeanAbsoluteError().Value, Is.NaN);
    }

    private static LossSums Of(double[] truths, double[] predictions)
    {
        var sums = new LossSums();
        for (var row = 0; row < truths.Length; row++)
        {
            sums.AddTruth(truths[row], predictions[row]);
        }

        return sums;
    }

    private static IEnumerable<double> Signs(int count) => Enumerable.Range(0, count).Select(row => row % 2 == 0 ? 1.0 : -1);

    // Box and Muller, 1958.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

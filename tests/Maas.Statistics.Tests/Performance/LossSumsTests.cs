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
    public void Expected_AddsUpLossesAndTheirVariance()
    {
        var sums = new LossSums();
        sums.AddExpected(new ExpectedLoss(1, 0.25, 1.25, 2));
        sums.AddExpected(new ExpectedLoss(3, 0.75, 9.75, 6));

        var (value, low, high) = sums.MeanAbsoluteError();
        Assert.That((value, high - low), Is.EqualTo((2, 2 * FigureInterval.Z * Math.Sqrt(1) / 2)).Within(1e-12));
        Assert.That(sums.MeanSquaredError().Value, Is.EqualTo(5.5));
        Assert.That(sums.R2(22).Value, Is.EqualTo(0.75));
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

    // Box and Muller, 1958.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

using Maas.Statistics.Performance;

namespace Maas.Statistics.Tests.Performance;

public sealed class ErrorEstimationTests
{
    private const int Windows = 1000;
    private const int WindowRows = 500;

    // Errors are normal, of one spread or twice that; how often of twice is quadratic in x and another where the category is there. So the
    // means of |error|, error² and error⁴ are just what the models can be. In windows x lies higher and the category is common.
    [Test]
    public void Intervals_UnderCovariateShift_HoldWhatComesTrue()
    {
        var twister = new MersenneTwister(71);
        var (rows, errors) = Draw(twister, 50_000, twister.NextDouble, categoryRate: 0.2);
        var estimation = ErrorEstimation.Fit(rows, [true, false], errors);
        var (absoluteInside, squaredInside, shifted) = (0, 0, 0.0);
        for (var window = 0; window < Windows; window++)
        {
            var (seen, real) = Draw(twister, WindowRows, () => Math.Sqrt(twister.NextDouble()), categoryRate: 0.7);
            var expected = SumOf(estimation, seen);
            absoluteInside += IsInside(expected.MeanAbsoluteError(), real.Average(error => Math.Abs(error)));
            squaredInside += IsInside(expected.MeanSquaredError(), real.Average(error => error * error));
            shifted += expected.MeanSquaredError().Value / Windows;
        }

        TestContext.Out.WriteLine(
            $"inside: MAE {absoluteInside / 10.0} %, MSE {squaredInside / 10.0} % of windows; MSE of {errors.Average(e => e * e):f3} rises to {shifted:f3}");
        Assert.That(absoluteInside / (double)Windows, Is.InRange(0.93, 0.97));
        Assert.That(squaredInside / (double)Windows, Is.InRange(0.93, 0.97));
        Assert.That(shifted, Is.GreaterThan(1.2 * errors.Average(e => e * e)), "there is a shift to see");
    }

    // References of 1,000 rows, another one for each window: how rows scatter is then but a part of it.
    [Test]
    public void Intervals_BesideASmallReference_HoldWhatComesTrueMoreOften()
    {
        const int References = 400, ReferenceRows = 1000;
        var twister = new MersenneTwister(72);
        var (narrow, wide) = (0.0, 0.0);
        for (var i = 0; i < References; i++)
        {
            var (rows, errors) = Draw(twister, ReferenceRows, twister.NextDouble, categoryRate: 0.2);
            var estimation = ErrorEstimation.Fit(rows, [true, false], errors);
            var (seen, real) = Draw(twister, WindowRows, () => Math.Pow(twister.NextDouble(), 0.8), categoryRate: 0.3);
            var expected = SumOf(estimation, seen);
            var (mean, square) = (errors.Average(error => Math.Abs(error)), errors.Average(error => error * error));
            narrow += IsInside(expected.MeanAbsoluteError(), real.Average(error => Math.Abs(error))) / (double)References;
            wide += IsInside(expected.MeanAbsoluteError(new LossReference(ReferenceRows, (square - (mean * mean)) / ReferenceRows, 0, 0)), real.Average(error => Math.Abs(error))) / (double)References;
        }

        TestContext.Out.WriteLine($"inside: {narrow:p1}, with the error of the reference {wide:p1}");
        Assert.That(wide, Is.InRange(0.92, 0.97));
        Assert.That(narrow, Is.LessThan(0.92));
    }

    // By hand: |error| 2, error² 5 and error⁴ 29 of every row, so variances 5 - 4 and 29 - 25.
    [Test]
    public void Expect_TellsMeansAndHowTheyScatter()
    {
        var estimation = new ErrorEstimation(new LossModel(2, [0], [0]), new LossModel(5, [0], [0]), new LossModel(29, [0], [0]));

        Assert.That(estimation.Expect([7]), Is.EqualTo(new ExpectedLoss(2, 1, 5, 4)));
        Assert.That(SumOf(estimation, [7, 8], columnCount: 1).MeanSquaredError(), Is.EqualTo(FigureInterval.Of(5, Math.Sqrt(8) / 2, 0, double.MaxValue)));
    }

    [Test]
    public void Expect_WhereModelsContradictEachOther_ScattersNotAtAll() => Assert.That(
        new ErrorEstimation(new LossModel(2, [0], [0]), new LossModel(3, [0], [0]), new LossModel(8, [0], [0])).Expect([1]),
        Is.EqualTo(new ExpectedLoss(2, 0, 3, 0)));

    [Test]
    public void Fit_IsThatOfEachPowerByItself()
    {
        var twister = new MersenneTwister(5);
        var (rows, errors) = Draw(twister, 300, twister.NextDouble, categoryRate: 0.5);

        var estimation = ErrorEstimation.Fit(rows, [true, false], errors, penalty: 2);

        foreach (var (model, power) in new[] { (estimation.Absolute, 1), (estimation.Squared, 2), (estimation.FourthPower, 4) })
        {
            var expected = LossModel.Fit(rows, [true, false], [.. errors.Select(error => Math.Pow(Math.Abs(error), power))], 2);
            Assert.That(model.Intercept, Is.EqualTo(expected.Intercept).Within(1e-9));
            Assert.That(model.LinearWeights.ToArray(), Is.EqualTo(expected.LinearWeights.ToArray()).Within(1e-9));
        }
    }

    [Test]
    public void Estimation_OfModelsOfOtherColumns_Throws() => Assert.That(
        () => new ErrorEstimation(new LossModel(1, [1], [1]), new LossModel(1, [1], [1]), new LossModel(1, [1, 2], [1, 2])),
        Throws.ArgumentException);

    private static LossSums SumOf(ErrorEstimation estimation, double[] rows, int columnCount = 2)
    {
        var sums = new LossSums();
        foreach (var row in rows.Chunk(columnCount))
        {
            sums.AddExpected(estimation.Expect(row));
        }

        return sums;
    }

    // Shape [rows, 2]: x, and 1 where the category is there.
    private static (double[] Rows, double[] Errors) Draw(MersenneTwister twister, int count, Func<double> next, double categoryRate)
    {
        var (rows, errors) = (new double[2 * count], new double[count]);
        for (var row = 0; row < count; row++)
        {
            var (x, category) = (next(), twister.NextDouble() < categoryRate ? 1 : 0);
            var spread = twister.NextDouble() < 0.05 + (0.6 * x * x) + (0.3 * category) ? 2 : 1;
            (rows[2 * row], rows[(2 * row) + 1], errors[row]) = (x, category, spread * twister.NextNormal());
        }

        return (rows, errors);
    }

    private static int IsInside(FigureInterval estimate, double real) => real >= estimate.Low && real <= estimate.High ? 1 : 0;
}

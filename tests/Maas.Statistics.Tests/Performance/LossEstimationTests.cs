using Maas.Statistics.Performance;

namespace Maas.Statistics.Tests.Performance;

public sealed class LossEstimationTests
{
    // By the recipe of the references: y = 2 x + x e, a line through the first thousand rows, its costs learnt there, told for the others.
    [Test]
    public void Estimate_EqualsReferenceValues()
    {
        var generator = new LinearCongruential(99);
        double[] x = [.. Enumerable.Range(0, 2000).Select(_ => generator.NextUniform())];
        double[] y = [.. x.Zip(generator.Normals(2000), (value, noise) => (2 * value) + (value * noise))];
        var child = RidgeRegression.Fit(x.AsSpan(0, 1000), 1, y.AsSpan(0, 1000));
        double[] losses = [.. x.Zip(y, (value, truth) => LossEstimation.LossOf(RegressionLoss.Absolute, truth, child.Predict([value])))];

        var nanny = LossEstimation.Fit(x.AsSpan(0, 1000), 1, losses.AsSpan(0, 1000), withSquares: false);

        AssertCoefficients(child, "child_coef");
        AssertCoefficients(nanny.CostModel, "nanny_coef");
        foreach (var (half, isIn) in new (string, Func<double, bool>)[] { ("low", value => value < 0.5), ("high", value => value >= 0.5) })
        {
            int[] rows = [.. Enumerable.Range(1000, 1000).Where(row => isIn(x[row]))];

            Assert.That(
                nanny.Estimate([.. rows.Select(row => x[row])]).Value,
                Is.EqualTo(MonitoringReferences.Number("dle_ols", $"mae_est_{half}")).Within(1e-9));
            Assert.That(
                rows.Average(row => losses[row]), Is.EqualTo(MonitoringReferences.Number("dle_ols", $"mae_true_{half}")).Within(1e-9));
        }
    }

    // The prediction of a line is a column that the other makes up: it must change nothing.
    [Test]
    public void Estimate_WithThePredictionAsColumn_IsTheSame()
    {
        var generator = new LinearCongruential(99);
        double[] x = [.. Enumerable.Range(0, 2000).Select(_ => generator.NextUniform())];
        double[] losses = [.. x.Select(value => value * Math.Abs(generator.NextNormal()))];
        double[] rows = [.. x.SelectMany(value => new[] { value, (2 * value) + 1 })];

        Assert.That(
            LossEstimation.Fit(rows, 2, losses, withSquares: false).Estimate(rows.AsSpan(0, 600)).Value,
            Is.EqualTo(LossEstimation.Fit(x, 1, losses, withSquares: false).Estimate(x.AsSpan(0, 300)).Value).Within(1e-9));
    }

    // Costs grow with x; windows have other x than the reference. What comes true is in the 95 % interval in 93 to 97 of 100 windows.
    [TestCase(RegressionLoss.Absolute)]
    [TestCase(RegressionLoss.Squared)]
    public void Interval_UnderCovariateShift_HoldsWhatComesTrue(RegressionLoss loss)
    {
        var twister = new MersenneTwister(61);
        double[] reference = [.. MersenneTwister.Draw(50_000, twister.NextDouble)];
        var nanny = LossEstimation.Fit(reference, 1, [.. reference.Select(x => Loss(x))]);
        const int Windows = 1000;

        var inside = Enumerable.Range(0, Windows).Count(window =>
        {
            double[] x = [.. MersenneTwister.Draw(500, () => Math.Sqrt(twister.NextDouble()))];
            var (low, high) = nanny.Estimate(x).Interval(0.95);
            return x.Average(value => Loss(value)) is var realized && realized >= low && realized <= high;
        });

        TestContext.Out.WriteLine($"{inside / 10.0} % of windows");
        Assert.That(inside / (double)Windows, Is.InRange(0.93, 0.97));

        // Spread grows with the root of x, so squared costs are linear in x, and their squares are quadratic.
        double Loss(double x) => LossEstimation.LossOf(loss, Math.Sqrt(x) * twister.NextNormal(), 0);
    }

    [TestCase(RegressionLoss.Absolute, 3, 2, 1)]
    [TestCase(RegressionLoss.Squared, 3, 1, 4)]
    [TestCase(RegressionLoss.AbsolutePercentage, -4, -3, 0.25)]
    [TestCase(RegressionLoss.SquaredLog, 1, 0, 0.4804530139182014)]
    public void LossOf_IsThatByHand(RegressionLoss loss, double truth, double prediction, double expected) =>
        Assert.That(LossEstimation.LossOf(loss, truth, prediction), Is.EqualTo(expected).Within(1e-15));

    [TestCase(RegressionLoss.AbsolutePercentage, 0, 1)]
    [TestCase(RegressionLoss.SquaredLog, -1, 1)]
    [TestCase(RegressionLoss.SquaredLog, 1, -2)]
    public void LossOf_WhereItIsNotDefined_Throws(RegressionLoss loss, double truth, double prediction) =>
        Assert.That(() => LossEstimation.LossOf(loss, truth, prediction), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Root_OfAnEstimate_HasTheErrorOfItsSlope()
    {
        var root = new LossEstimate(4, 0.2).Root();

        Assert.That((root.Value, root.StandardError), Is.EqualTo((2.0, 0.05)));
        Assert.That(new LossEstimate(0, 0).Root(), Is.EqualTo(new LossEstimate(0, 0)));
    }

    [Test]
    public void RidgeRegression_OfAPlane_FindsIt_AndLeavesOutWhatOthersMakeUp()
    {
        var random = new Random(3);
        double[] rows = [.. Enumerable.Range(0, 50).SelectMany(_ => (random.NextDouble(), random.NextDouble()) is var (a, b)
            ? new[] { a, b, a + b, 7 } : [])];

        var plane = RidgeRegression.Fit(rows, 4, [.. rows.Chunk(4).Select(row => 1 + (2 * row[0]) - (3 * row[1]))]);

        Assert.That(plane.Slopes.ToArray(), Is.EqualTo(new double[] { 2, -3, 0, 0 }).Within(1e-9));
        Assert.That(plane.Intercept, Is.EqualTo(1).Within(1e-9));
    }

    // One column of variance v: the slope shrinks by v / (v + penalty / n v), that is by n / (n + penalty) in standard units.
    [Test]
    public void RidgeRegression_WithAPenalty_ShrinksSlopes()
    {
        double[] x = [1, 2, 3, 4], y = [2, 4, 6, 8];

        var ridge = RidgeRegression.Fit(x, 1, y, penalty: 4);

        Assert.That(ridge.Slopes[0], Is.EqualTo(1).Within(1e-12));
        Assert.That(ridge.Predict([2.5]), Is.EqualTo(5).Within(1e-12), "the mean stays");
    }

    [Test]
    public void Fit_OfWhatDoesNotFit_Throws()
    {
        Assert.That(() => RidgeRegression.Fit([1, 2, 3], 2, [1]), Throws.ArgumentException);
        Assert.That(() => RidgeRegression.Fit([1, double.NaN], 1, [1, 2]), Throws.ArgumentException);
        Assert.That(() => LossEstimation.Fit([1, 2], 1, [1, 2]).Estimate([]), Throws.ArgumentException);
    }

    private static void AssertCoefficients(RidgeRegression model, string name) => Assert.That(
        new[] { model.Intercept, model.Slopes[0] }, Is.EqualTo(MonitoringReferences.Numbers("dle_ols", name)).Within(1e-9));
}

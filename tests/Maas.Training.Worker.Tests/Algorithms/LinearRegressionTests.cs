using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Algorithms;

public sealed class LinearRegressionTests
{
    // scikit-learn 1.2.1, LinearRegression on all rows; R² and MSE do not depend on how features are scaled.
    private const double DiabetesR2 = 0.5177484222203498;
    private const double DiabetesMse = 2859.6963475867506;

    // Off by about 1e-8: the graph takes single precision, and decimal fractions are rounded to it.
    [TestCase(Scaling.ZScore)]
    [TestCase(Scaling.MinMax)]
    [TestCase(Scaling.None)]
    public void Fit_OfDiabetesOnAllRows_EqualsTheReference(string scaling)
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(
            bench.TableOf("diabetes.csv"), "progression", LearningTask.Regression, Algorithm.LinearRegression);

        var outcome = bench.Train(plan with { Features = [.. plan.Features.Select(f => f with { Scaling = scaling })] });

        TestContext.Out.WriteLine($"{scaling}: R2 {outcome.Metrics["train.r2"]:R}, parity {outcome.ParityError:e2}");
        Assert.That(outcome.Metrics["train.r2"], Is.EqualTo(DiabetesR2).Within(1e-7));
        Assert.That(outcome.Metrics["train.mse"], Is.EqualTo(DiabetesMse).Within(1e-3));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-6));
    }

    [Test]
    public void Fit_OfExactLine_FindsItsCoefficients()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, z, y", "(0, 1, 5), (1, 0, 6), (2, 1, 11), (3, 5, 22), (4, 2, 19)");
        var plan = JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression) with
        {
            Features = [JobBench.Number("x", scaling: Scaling.None), JobBench.Number("z", scaling: Scaling.None)],
        };

        var coefficients = bench.Train(plan).Coefficients.ToDictionary(c => c.Feature, c => c.Value);

        Assert.That(coefficients["x"], Is.EqualTo(3).Within(1e-9));
        Assert.That(coefficients["z"], Is.EqualTo(2).Within(1e-9));
        Assert.That(coefficients["(intercept)"], Is.EqualTo(3).Within(1e-9));
    }

    // One feature: w = Sxy / (Sxx + l2), intercept = mean(y) - w * mean(x).
    [Test]
    public void Fit_WithPenalty_EqualsClosedForm()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, y", "(1, 2), (2, 3), (3, 7), (6, 8)");
        var plan = JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression) with
        {
            Features = [JobBench.Number("x", scaling: Scaling.None)],
            L2Penalty = 4,
        };

        var coefficients = bench.Train(plan).Coefficients.ToDictionary(c => c.Feature, c => c.Value);

        Assert.That(coefficients["x"], Is.EqualTo(17.0 / 18).Within(1e-12));
        Assert.That(coefficients["(intercept)"], Is.EqualTo(5 - (3 * 17.0 / 18)).Within(1e-12));
    }

    [Test]
    public void Fit_OfRedundantColumns_StaysFinite()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, twice, same, y", "(1, 2, 7, 1), (2, 4, 7, 3), (3, 6, 7, 2), (4, 8, 7, 5)");

        var outcome = bench.Train(JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression));

        Assert.That(outcome.Metrics["train.r2"], Is.EqualTo(0.6914285714).Within(1e-6));
        Assert.That(outcome.Coefficients.Select(c => c.Value), Has.All.Matches<double>(double.IsFinite));
    }
}

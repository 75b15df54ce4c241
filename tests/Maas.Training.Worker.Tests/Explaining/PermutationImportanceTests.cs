using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Explaining;

public sealed class PermutationImportanceTests
{
    // y = 3a + b with a, b independent and of the same spread: shuffling a column of weight w makes an error of variance 2 w^2 var(x), so R2
    // falls by 2 w^2 / (9 + 1): 1.8 and 0.2.
    [Test]
    public void Importances_OfALinearModel_AreThoseOfTheClosedForm()
    {
        using var bench = new JobBench();
        var outcome = bench.Train(JobBench.Plan(
            bench.TableOf("a, noise, b, y", Rows(2000, (a, b, _) => $"{(3 * a) + b}::double")), "y", LearningTask.Regression, Algorithm.LinearRegression));

        var importances = outcome.Importances.ToDictionary(importance => importance.Column);
        TestContext.Out.WriteLine(string.Join(", ", outcome.Importances));
        Assert.That(outcome.ImportanceMetric, Is.EqualTo("train.r2"));
        Assert.That(outcome.Importances.Select(importance => importance.Column), Is.EqualTo((string[])["a", "noise", "b"]));
        Assert.That(importances["a"].Mean, Is.EqualTo(1.8).Within(0.1));
        Assert.That(importances["b"].Mean, Is.EqualTo(0.2).Within(0.05));
        Assert.That(importances["noise"].Mean, Is.EqualTo(0).Within(1e-6));
        Assert.That(importances["a"].Deviation, Is.InRange(1e-6, 0.1));
    }

    [TestCase(Algorithm.LogisticRegression)]
    [TestCase(Algorithm.GradientBoosting)]
    [TestCase(Algorithm.Mlp)]
    public void Importances_OfAnyModel_FindTheColumnThatDecides(string algorithm)
    {
        using var bench = new JobBench();
        var table = bench.TableOf("a, noise, b, y", Rows(400, (a, _, row) => row % 4 == 0 ? "null" : a > 0.5 ? "'yes'" : "'no'"));
        var plan = JobBench.Plan(table, "y", LearningTask.Classification, algorithm) with
        {
            TestRatio = 0.3,
            Seed = 2,
            Learning = new LearningPlan { EpochCount = 20 },
        };

        var outcome = bench.Train(plan);
        var again = bench.Train(plan);

        Assert.That(outcome.ImportanceMetric, Is.EqualTo("test.accuracy"));
        Assert.That(outcome.Importances.MaxBy(importance => importance.Mean)!.Column, Is.EqualTo("a"));
        Assert.That(outcome.Importances[0].Mean, Is.GreaterThan(0.3));
        Assert.That(again.Importances, Is.EqualTo(outcome.Importances));
    }

    [Test]
    public void Importances_WithoutSpreadOfTheTruth_AreNotTold()
    {
        using var bench = new JobBench();

        var outcome = bench.Train(JobBench.Plan(
            bench.TableOf("x, y", "(1, 5), (2, 5), (3, 5)"), "y", LearningTask.Regression, Algorithm.LinearRegression));

        Assert.That((outcome.Importances.Count, outcome.ImportanceMetric), Is.EqualTo((0, "")));
    }

    private static string Rows(int count, Func<double, double, int, string> target)
    {
        var random = new Random(7);
        return string.Join(", ", Enumerable.Range(0, count).Select(row =>
        {
            var (a, noise, b) = (random.NextDouble(), random.NextDouble(), random.NextDouble());
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"({a}::double, {noise}::double, {b}::double, {target(a, b, row)})");
        }));
    }
}

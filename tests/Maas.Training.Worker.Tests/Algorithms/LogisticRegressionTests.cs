using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Algorithms;

public sealed class LogisticRegressionTests
{
    // scikit-learn 1.2.1, StandardScaler + LogisticRegression(C=1) on all rows. Its own solver stops at a gradient
    // of 1e-4, so the last digits of the reference are not the minimum's.
    [TestCase("iris.csv", "species", 0.12954221, 4.88823819)]
    [TestCase("breast_cancer.csv", "diagnosis", 0.05339204, 3.84158179)]
    [TestCase("digits.csv", "digit", 0.02906392, 11.06816048)]
    public void Fit_OnAllRows_EqualsTheReference(string data, string target, double logLoss, double norm)
    {
        using var bench = new JobBench();

        var outcome = bench.Train(JobBench.Plan(
            bench.TableOf(data), target, LearningTask.Classification, Algorithm.LogisticRegression));

        var weights = outcome.Coefficients.Where(c => c.Feature != "(intercept)");
        var found = Math.Sqrt(weights.Sum(c => c.Value * c.Value));
        TestContext.Out.WriteLine(
            $"{data}: log-loss {outcome.Metrics["train.log_loss"]:R}, |W| {found:R}, parity {outcome.ParityError:e2}");
        Assert.That(outcome.Metrics["train.log_loss"], Is.EqualTo(logLoss).Within(1e-5));
        Assert.That(found, Is.EqualTo(norm).Within(1e-3));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-6));
    }

    // Balanced data of x = -1, +1 with labels split 1:3 on each side: the unpenalised optimum is the log-odds, ln 3.
    [Test]
    public void Fit_WithoutPenalty_FindsTheLogOdds()
    {
        using var bench = new JobBench();
        var table = bench.TableOf(
            "x, y", "(-1,'no'),(-1,'no'),(-1,'no'),(-1,'yes'),(1,'yes'),(1,'yes'),(1,'yes'),(1,'no')");
        var plan = JobBench.Plan(table, "y", LearningTask.Classification, Algorithm.LogisticRegression) with
        {
            L2Penalty = 0,
        };

        var coefficients = bench.Train(plan).Coefficients;

        Assert.That(coefficients.Single(c => c.Feature == "x").Value, Is.EqualTo(Math.Log(3)).Within(1e-6));
        Assert.That(coefficients.Single(c => c.Feature == "x").ClassLabel, Is.EqualTo("yes"));
        Assert.That(coefficients.Single(c => c.Feature == "(intercept)").Value, Is.EqualTo(0).Within(1e-6));
    }

    // One objective, whatever the solver.
    [TestCase(LearningTask.Classification, Algorithm.LogisticRegression, "breast_cancer.csv", "diagnosis", 20)]
    [TestCase(LearningTask.Classification, Algorithm.LogisticRegression, "iris.csv", "species", 20)]
    [TestCase(LearningTask.Regression, Algorithm.LinearRegression, "diabetes.csv", "progression", 200)]
    public void Fit_StepByStep_ComesToTheWeightsOfTheExactSolver(string task, string algorithm, string data, string target, double penalty)
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf(data), target, task, algorithm) with { L2Penalty = penalty };
        var exact = bench.Train(plan);

        var stepwise = bench.Train(plan with
        {
            Learning = new LearningPlan
            {
                Solver = Solver.Adam, EpochCount = 150, BatchSize = 64, LearningRate = 0.02, Schedule = LearningRateSchedule.Cosine,
            },
        });

        // Of three classes the intercepts are told up to a number that all share.
        var expected = exact.Coefficients.Where(c => c.Feature != "(intercept)").ToList();
        var found = stepwise.Coefficients.Where(c => c.Feature != "(intercept)").ToList();
        var largest = expected.Max(c => Math.Abs(c.Value));
        Assert.That(found.Select(c => (c.Feature, c.ClassLabel)), Is.EqualTo(expected.Select(c => (c.Feature, c.ClassLabel))));
        Assert.That(found.Zip(expected, (a, b) => Math.Abs(a.Value - b.Value) / largest).Max(), Is.LessThan(0.03));
    }

    [Test]
    public void Fit_OfSeparableDataWithoutPenalty_EndsWithFiniteWeights()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, y", "(1,'a'),(2,'a'),(3,'b'),(4,'b')");
        var plan = JobBench.Plan(table, "y", LearningTask.Classification, Algorithm.LogisticRegression) with
        {
            L2Penalty = 0,
        };

        var outcome = bench.Train(plan);

        Assert.That(outcome.Metrics["train.accuracy"], Is.EqualTo(1));
        Assert.That(outcome.Coefficients.Select(c => c.Value), Has.All.Matches<double>(double.IsFinite));
    }
}

using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Algorithms;

public sealed class MlpTests
{
    [Test]
    public void Fit_OfBreastCancer_ClassifiesTestRows()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(
            bench.TableOf("breast_cancer.csv"), "diagnosis", LearningTask.Classification, Algorithm.Mlp);

        var outcome = bench.Train(plan with { TestRatio = 0.3, Learning = new LearningPlan { EpochCount = 20 } });

        TestContext.Out.WriteLine($"accuracy {outcome.Metrics["test.accuracy"]:f4}, parity {outcome.ParityError:e2}");
        Assert.That(outcome.Metrics["test.accuracy"], Is.GreaterThan(0.9));
        Assert.That(outcome.EpochLosses, Has.Count.EqualTo(20));
        Assert.That(outcome.EpochLosses[^1], Is.LessThan(outcome.EpochLosses[0]));
        Assert.That(outcome.Confusion.Sum(), Is.EqualTo(outcome.TestRowCount));
    }

    [Test]
    public void Fit_OfDiabetes_BeatsTheMeanInTheTargetsUnit()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("diabetes.csv"), "progression", LearningTask.Regression, Algorithm.Mlp);

        var outcome = bench.Train(plan with
        {
            TestRatio = 0.2,
            Learning = new LearningPlan { EpochCount = 30, LearningRate = 0.003 },
            Network = new NetworkPlan { HiddenUnits = [16, 8] },
        });

        TestContext.Out.WriteLine($"test R2 {outcome.Metrics["test.r2"]:f3}, parity {outcome.ParityError:e2}");
        Assert.That(outcome.Metrics["test.r2"], Is.GreaterThan(0.3));
    }

    [TestCase(1e30)]
    [TestCase(1e300)]
    public void Fit_WithAbsurdLearningRate_Diverges(double learningRate)
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("diabetes.csv"), "progression", LearningTask.Regression, Algorithm.Mlp);

        var error = bench.Fail(plan with { Learning = new LearningPlan { LearningRate = learningRate, EpochCount = 5 } });

        Assert.That(error.Reason, Is.EqualTo("DIVERGED"));
        Assert.That(error.Message, Does.Contain("learning rate"));
    }
}

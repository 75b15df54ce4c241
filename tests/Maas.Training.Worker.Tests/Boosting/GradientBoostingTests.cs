using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Boosting;

public sealed class GradientBoostingTests
{
    // The smallest prediction error that single precision can show in the parity's unit.
    private const double Exact = 1e-6;

    [TestCase("iris.csv", "species", 0.93)]
    [TestCase("breast_cancer.csv", "diagnosis", 0.95)]
    public void Fit_OnFiveSplits_ClassifiesRowsItHasNotSeen(string data, string target, double least)
    {
        using var bench = new JobBench();
        var plan = Plan(bench, data, target, LearningTask.Classification);

        var scores = OnFiveSplits(bench, plan, "test.accuracy");

        TestContext.Out.WriteLine($"{data}: mean accuracy of 5 splits {scores.Average():f4} ({string.Join(", ", scores.Select(score => $"{score:f3}"))})");
        Assert.That(scores.Average(), Is.GreaterThanOrEqualTo(least));
    }

    [Test]
    public void Fit_OnFiveSplits_PredictsNumbersItHasNotSeen()
    {
        using var bench = new JobBench();
        var plan = Plan(bench, "diabetes.csv", "progression", LearningTask.Regression);

        var scores = OnFiveSplits(bench, plan, "test.r2");

        TestContext.Out.WriteLine($"diabetes: mean R2 of 5 splits {scores.Average():f4} ({string.Join(", ", scores.Select(score => $"{score:f3}"))})");
        Assert.That(scores.Average(), Is.GreaterThan(0.3));
    }

    [Test]
    public void Model_OnValuesEqualToThresholds_GoesTheTrainersWay()
    {
        // Neighbouring single-precision numbers: a threshold lies between them, or on one.
        using var bench = new JobBench();
        var values = Enumerable.Range(0, 64).Select(step => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(0.1f) + step)).ToArray();
        var rows = string.Join(", ", values.Select((value, row) =>
            $"({((double)value).ToString("R", System.Globalization.CultureInfo.InvariantCulture)}::double, {row * row}::double)"));
        var plan = JobBench.Plan(bench.TableOf("x, y", rows), "y", LearningTask.Regression, Algorithm.GradientBoosting) with
        {
            Features = [JobBench.Number("x", Scaling.None)],
            Boosting = new BoostingPlan { TreeCount = 200, LeafCount = 64, MinLeafRows = 1 },
        };

        var outcome = bench.Train(plan);

        Assert.That(outcome.Metrics["train.r2"], Is.GreaterThan(0.9));
        Assert.That(outcome.ParityError, Is.LessThan(Exact));
    }

    [Test]
    public void Model_OfAThousandTreesOfFarNumbers_KeepsTheirDigits()
    {
        using var bench = new JobBench();
        var rows = string.Join(", ", Enumerable.Range(0, 300).Select(row => $"({row % 17}::double, {row % 29}::double, {1_000_000 + (row % 17 * (row % 29))}::double)"));
        var plan = JobBench.Plan(bench.TableOf("a, b, y", rows), "y", LearningTask.Regression, Algorithm.GradientBoosting) with
        {
            Boosting = new BoostingPlan { TreeCount = 1000 },
        };

        var outcome = bench.Train(plan);

        Assert.That(outcome.Metrics["train.r2"], Is.GreaterThan(0.99));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
    }

    [Test]
    public void Fit_WithPatience_EndsEarlyAndKeepsTheBestTrees()
    {
        using var bench = new JobBench();
        var plan = Plan(bench, "breast_cancer.csv", "diagnosis", LearningTask.Classification) with
        {
            ValidationRatio = 0.2,
            Boosting = new BoostingPlan { TreeCount = 500 },
            Learning = new LearningPlan { LearningRate = 0.3, Patience = 5 },
        };

        var outcome = bench.Train(plan);

        var best = outcome.ValidationLosses.Index().MinBy(loss => loss.Item).Index + 1;
        Assert.That(outcome.EpochLosses, Has.Count.LessThan(500).And.Count.EqualTo(best + 5));
        Assert.That(outcome.BestEpoch, Is.EqualTo(best));
        Assert.That(outcome.ParityError, Is.LessThan(Exact), "the artifact has the same trees as the trainer");
    }

    [Test]
    public void Fit_OfMoreRowsOfOneClass_WeighsThemWhenAsked()
    {
        // 90 of the one, 10 of the other, with nothing to tell them apart: balanced, both are as likely.
        using var bench = new JobBench();
        var rows = string.Join(", ", Enumerable.Range(0, 100).Select(row => $"({row / 10}::double, '{(row % 10 == 0 ? "rare" : "usual")}')"));
        var plan = JobBench.Plan(bench.TableOf("x, y", rows), "y", LearningTask.Classification, Algorithm.GradientBoosting) with
        {
            Boosting = new BoostingPlan { TreeCount = 3 },
        };

        var plain = ProbabilityOfRare(bench, plan);
        var balanced = ProbabilityOfRare(bench, plan with { ClassWeighting = ClassWeighting.Balanced });

        Assert.That(plain, Is.EqualTo(0.1).Within(1e-3));
        Assert.That(balanced, Is.EqualTo(0.5).Within(1e-3));
    }

    [Test]
    public void Fit_OfFeaturesThatTellNothing_GivesTheMean()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("x, y", "(1, 2), (1, 4), (1, 9)"), "y", LearningTask.Regression, Algorithm.GradientBoosting);

        var outcome = bench.Train(plan);

        using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
        Assert.That(session.RunFloats(new RawRows(1, [new RawColumn("x", [7], null)]), "prediction")[0], Is.EqualTo(5).Within(1e-5));
        Assert.That(outcome.EpochLosses, Has.Count.EqualTo(1));
    }

    private static float ProbabilityOfRare(JobBench bench, TrainingPlan plan)
    {
        bench.Train(plan);
        using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
        return session.RunFloats(new RawRows(1, [new RawColumn("x", [5], null)]), "probabilities")[0];
    }

    // A fifth of the rows each time, by five seeds.
    private static double[] OnFiveSplits(JobBench bench, TrainingPlan plan, string metric) =>
        [.. Enumerable.Range(0, 5).Select(seed => bench.Train(plan with { Seed = seed, TestRatio = 0.2 }).Metrics[metric])];

    private static TrainingPlan Plan(JobBench bench, string data, string target, string task) =>
        JobBench.Plan(bench.TableOf(data), target, task, Algorithm.GradientBoosting) with { Learning = new LearningPlan { LearningRate = 0.1 } };
}

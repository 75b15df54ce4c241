using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Running;

/// <summary>Folds beside the model, and learning that must end in time.</summary>
public sealed class CrossValidationTests
{
    private JobBench _bench;

    [SetUp]
    public void SetUp() => _bench = new JobBench();

    [TearDown]
    public void TearDown() => _bench.Dispose();

    // scikit-learn 1.2.1: StandardScaler and LogisticRegression(C=1), 5 stratified folds: 0.96; folds differ, so within three standard errors.
    [Test]
    public void Iris_HasTheReferenceScore_AndItsError()
    {
        var outcome = _bench.Train(Iris() with { FoldCount = 5 });

        Assert.Multiple(() =>
        {
            Assert.That(outcome.Metrics["cross_validation.accuracy"], Is.EqualTo(0.96).Within(0.03));
            Assert.That(outcome.Metrics["cross_validation.accuracy_error"], Is.InRange(0.001, 0.03));
            Assert.That(outcome.Metrics["cross_validation.log_loss"], Is.GreaterThan(outcome.Metrics["train.log_loss"]));
            Assert.That(outcome.TrainRowCount, Is.EqualTo(150), "The model itself learns from all rows.");
        });
    }

    [Test]
    public void ModelItself_IsTheSameWithFolds()
    {
        var alone = _bench.Train(Iris()).ModelSha256;

        Assert.That(_bench.Train(Iris() with { FoldCount = 3 }).ModelSha256, Is.EqualTo(alone));
    }

    [Test]
    public void TestRows_AreInNoFold()
    {
        var plan = Iris() with { FoldCount = 2, TestRatio = 0.5 };

        var outcome = _bench.Train(plan);

        Assert.That(outcome.Metrics.Keys, Is.SupersetOf(new[] { "test.accuracy", "cross_validation.accuracy", "train.accuracy" }));
    }

    [Test]
    public void MoreFoldsThanGroups_IsExplained()
    {
        var table = _bench.TableOf("x, g, y", string.Join(", ", Enumerable.Range(0, 30).Select(row => $"({row}, 'g{row % 2}', {2 * row})")));
        var plan = JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression) with
        {
            FoldCount = 5, SplitMethod = SplitMethod.Group, SplitColumn = "g",
        };

        var error = _bench.Fail(plan);

        Assert.That(error.Reason, Is.EqualTo("DATA_UNSUITABLE"));
        Assert.That(error.Message, Does.Contain("split.fold_count"));
    }

    [TestCase(Algorithm.Mlp)]
    [TestCase(Algorithm.GradientBoosting)]
    [TestCase(Algorithm.LogisticRegression)]
    public void TimeForLearning_IsKept_AndLeavesAModel(string algorithm)
    {
        var plan = JobBench.Plan(_bench.TableOf("digits.csv"), "digit", LearningTask.Classification, algorithm) with
        {
            L2Penalty = 0,
            Learning = new LearningPlan { Solver = Solver.Of(algorithm).FirstOrDefault(""), EpochCount = 100_000, LearningRate = 0.01 },
            Boosting = new BoostingPlan { TreeCount = 100_000 },
            MaxLearningSeconds = 2,
            IsTrial = true,
        };
        // What a process loads once is none of the time that is looked at.
        _bench.Train(Iris());
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var outcome = _bench.Train(plan);

        Assert.Multiple(() =>
        {
            // To the end it would be hours. What comes after is not counted against it, and takes a few seconds.
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)), "It learnt to the end, or explained it for too long.");
            Assert.That(outcome.EpochLosses, algorithm == Algorithm.LogisticRegression ? Is.Empty : Has.Count.InRange(1, 99_999));
            Assert.That(outcome.Metrics["train.accuracy"], Is.GreaterThan(0.3));
            Assert.That(outcome.LatencyP95Seconds, Is.GreaterThanOrEqualTo(outcome.LatencyP50Seconds).And.GreaterThan(0));
        });
    }

    private TrainingPlan Iris() => JobBench.Plan(_bench.TableOf("iris.csv"), "species", LearningTask.Classification, Algorithm.LogisticRegression);
}

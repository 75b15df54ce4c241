using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Boosting;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Explaining;
using Maas.Training.Worker.Networks.Learning;
using Maas.Training.Worker.Running;

namespace Maas.Training.Worker.Tests.Explaining;

public sealed class ExactContributionsTests
{
    private const double Relative = 1e-5;

    [TestCase(Algorithm.LinearRegression, Solver.Exact, 0)]
    [TestCase(Algorithm.LinearRegression, Solver.Adam, 0)]
    [TestCase(Algorithm.LogisticRegression, Solver.Lbfgs, 2)]
    [TestCase(Algorithm.LogisticRegression, Solver.Lbfgs, 3)]
    [TestCase(Algorithm.LogisticRegression, Solver.Adam, 2)]
    [TestCase(Algorithm.LogisticRegression, Solver.Adam, 3)]
    [TestCase(Algorithm.GradientBoosting, "", 0)]
    [TestCase(Algorithm.GradientBoosting, "", 2)]
    [TestCase(Algorithm.GradientBoosting, "", 3)]
    public void Contributions_SumToTheModelsOwnAnswer(string algorithm, string solver, int classCount)
    {
        var (train, target) = Rows(300, classCount);
        using var model = Fit(algorithm, solver, train, target, classCount);

        var contributions = ExactContributions.Of(model, train, classCount)!;

        var answers = Answers(model.Predict(train), classCount);
        var told = contributions.Explain(train);
        Assert.That(contributions.OutputCount, Is.EqualTo(classCount > 2 ? classCount : 1));
        Assert.That(told, Has.Length.EqualTo(answers.Length * (train.Width + 1)));
        for (var i = 0; i < answers.Length; i++)
        {
            var sum = told.AsSpan(i * (train.Width + 1), train.Width + 1).ToArray().Sum();
            Assert.That(sum, Is.EqualTo(answers[i]).Within(Relative * Math.Max(1, Math.Abs(answers[i]))));
        }
    }

    [Test]
    public void Contributions_OfALinearModel_AreThoseOfItsCoefficients()
    {
        var train = new FeatureMatrix([1, 10, 3, 30], 2, 2);
        using var model = new LinearModel(new LinearWeights([2, -1], [5]), isClassifier: false);

        var told = ExactContributions.Of(model, train, classCount: 0)!.Explain(train);

        Assert.That(told, Is.EqualTo((double[])[-2, 10, -11, 2, -10, -11]), "means 2 and 20, usual answer 5 + 4 - 20");
    }

    [Test]
    public void Contributions_OfSmallTrees_AreTheirShapleyValuesOverAllSubsets()
    {
        var (train, target) = Rows(120, classCount: 0);
        var scale = TargetScale.Of(target.Values);
        using var rows = BoostingDataset.Of(train, target, scale, [], Parameters);
        using var booster = new Booster(rows, null, Parameters);
        booster.Grow();
        booster.Grow();
        var trees = booster.Trees(2);

        var told = booster.Explain(train, scoreCount: 1, iterationCount: 2);

        for (var row = 0; row < 40; row++)
        {
            for (var feature = 0; feature < train.Width; feature++)
            {
                var expected = trees.Sum(tree => ShapleyValues.Of(tree, train, row, feature));
                Assert.That(told[(row * (train.Width + 1)) + feature], Is.EqualTo(expected).Within(1e-9), $"row {row}, feature {feature}");
            }
        }
    }

    [Test]
    public void Contributions_OfOtherModels_AreNone()
    {
        var (train, target) = Rows(60, classCount: 2);
        using var model = Fit(Algorithm.Mlp, Solver.Adam, train, target, classCount: 2);

        Assert.That(ExactContributions.Of(model, train, classCount: 2), Is.Null);
    }

    [TestCase(Algorithm.LinearRegression)]
    [TestCase(Algorithm.GradientBoosting)]
    public void Columns_AreToldByWhatTheyAdd(string algorithm)
    {
        using var bench = new JobBench();
        var random = new Random(9);
        var rows = string.Join(", ", Enumerable.Range(0, 400).Select(_ =>
        {
            var (x, noise, color) = (random.NextDouble(), random.NextDouble(), random.Next(2));
            return FormattableString.Invariant($"({x}, {noise}, '{(color == 0 ? "red" : "blue")}', {(10 * x) + (2 * color)})");
        }));
        var plan = JobBench.Plan(bench.TableOf("x, noise, color, y", rows), "y", LearningTask.Regression, algorithm) with
        {
            TestRatio = 0.25,
            Learning = new LearningPlan { LearningRate = 0.1 },
        };

        var contributions = bench.Train(plan).Contributions;

        Assert.That(contributions.Select(contribution => contribution.Column), Is.EqualTo(["x", "noise", "color"]));
        Assert.That(contributions[0].MeanSize, Is.EqualTo(2.5).Within(0.35), "10 times the mean distance from the mean of an even spread");
        Assert.That(contributions[1].MeanSize, Is.LessThan(0.2));
        Assert.That(contributions[2].MeanSize, Is.EqualTo(1).Within(0.2), "two features of one column");
    }

    private const string Parameters =
        "objective=regression num_leaves=5 min_data_in_leaf=5 learning_rate=0.5 deterministic=true force_row_wise=true num_threads=1 verbosity=-1 use_missing=false boost_from_average=false";

    private static IFittedModel Fit(string algorithm, string solver, FeatureMatrix train, Target target, int classCount)
    {
        var plan = new TrainingPlan
        {
            TablePath = "", DatasetFingerprint = "", TargetColumn = "y", Task = classCount == 0 ? LearningTask.Regression : LearningTask.Classification,
            Algorithm = algorithm, Features = [], L2Penalty = algorithm == Algorithm.LogisticRegression ? 1 : 0,
            Learning = new LearningPlan { Solver = solver, EpochCount = 5 }, Boosting = new BoostingPlan { TreeCount = 20 },
        };
        return new ModelFitting(plan, Checkpoint.None(TimeProvider.System), new ProgressWriter(TextWriter.Null, TimeProvider.System)).Fit(new FittingRows(new NumberLayout(train.Width), train, target));
    }

    private static (FeatureMatrix Train, Target Target) Rows(int count, int classCount)
    {
        var random = new Random(4);
        float[] values = [.. Enumerable.Range(0, 4 * count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        var train = new FeatureMatrix(values, count, 4);
        double[] truth = [.. Enumerable.Range(0, count).Select(row => (3 * train.Row(row)[0]) - (2.0 * train.Row(row)[1] * train.Row(row)[2]) + (0.3 * random.NextDouble()))];
        return (train, classCount == 0
            ? new Target(truth, new int[count], [])
            : new Target([], Array.ConvertAll(truth, value => Math.Clamp((int)Math.Floor((value + 3) / 6 * classCount), 0, classCount - 1)), [.. Enumerable.Range(0, classCount).Select(c => $"{c}")]));
    }

    // The log-odds of the second class, or each logarithm less their mean.
    private static double[] Answers(double[] predictions, int classCount) => classCount switch
    {
        0 => predictions,
        2 => [.. predictions.Chunk(2).Select(row => Math.Log(row[1]) - Math.Log(row[0]))],
        _ => [.. predictions.Chunk(classCount).SelectMany(row => row.Select(p => Math.Log(p) - row.Average(Math.Log)))],
    };
}

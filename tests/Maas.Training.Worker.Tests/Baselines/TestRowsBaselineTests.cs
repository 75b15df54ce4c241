using Maas.Statistics.Performance;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Baselines;

/// <summary>What a baseline tells of the test rows, beside what the artifact answers to them when it is asked again.</summary>
public sealed class TestRowsBaselineTests
{
    [TestCase(CalibrationMethod.None, DecisionMetric.None)]
    [TestCase(CalibrationMethod.Platt, DecisionMetric.F1)]
    public void Classifier_OfTwoClasses_IsMeasuredByWhatItsArtifactAnswers(string calibration, string decision)
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("breast_cancer.csv"), "diagnosis", LearningTask.Classification, Algorithm.LogisticRegression) with
        {
            TestRatio = 0.3, ValidationRatio = 0.2, Calibration = calibration, DecisionMetric = decision, Seed = 3,
        };

        var outcome = bench.Train(plan);

        var (data, scores, labels) = AskAgain(bench, plan);
        var positive = outcome.Signature.ClassLabels[1];
        var rows = data.TestRows.Select((row, i) => (
            IsPositive: data.Target.Classes[row] == 1, IsPredicted: labels[i] == positive, Score: scores[(2 * i) + 1])).ToList();
        double hits = rows.Count(row => row.IsPositive && row.IsPredicted);
        var (positives, predictions) = (rows.Count(row => row.IsPositive), rows.Count(row => row.IsPredicted));
        var pairs = rows.Where(row => row.IsPositive).SelectMany(one => rows.Where(row => !row.IsPositive), (one, other) => one.Score.CompareTo(other.Score));
        var performance = bench.Baseline.Performance;
        Assert.That(performance.RowCount, Is.EqualTo(outcome.TestRowCount).And.EqualTo(data.TestRows.Length));
        Assert.That(performance.Metrics, Has.Count.EqualTo(6));
        Assert.That(performance.Metrics["accuracy"], Is.EqualTo(outcome.Metrics["test.accuracy"]).Within(1e-12));
        Assert.That(performance.Metrics["precision"], Is.EqualTo(hits / predictions).Within(1e-12));
        Assert.That(performance.Metrics["recall"], Is.EqualTo(hits / positives).Within(1e-12));
        Assert.That(performance.Metrics["specificity"], Is.EqualTo(1 - ((predictions - hits) / (rows.Count - positives))).Within(1e-12));
        Assert.That(performance.Metrics["f1"], Is.EqualTo(2 * hits / (predictions + positives)).Within(1e-12));
        Assert.That(performance.Metrics["roc_auc"], Is.EqualTo(pairs.Average(order => (order + 1) / 2.0)).Within(1e-12));
        Assert.That(performance.Classification.ClassLabels, Is.EqualTo(outcome.Signature.ClassLabels));
        Assert.That(performance.Classification.ScoreEdges, Has.Count.InRange(10, 200).And.Unique.And.Ordered);
    }

    [Test]
    public void Classifier_OfSeveralClasses_IsMeasuredAsMonitoringWould()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("digits.csv"), "digit", LearningTask.Classification, Algorithm.LogisticRegression) with { TestRatio = 0.3 };

        bench.Train(plan);

        var (data, scores, labels) = AskAgain(bench, plan);
        var names = data.Target.Labels.ToList();
        var truth = data.TestRows.SelectMany(row => Enumerable.Range(0, 10).Select(c => data.Target.Classes[row] == c ? 1.0 : 0));
        var expected = new MulticlassEstimation(
            Array.ConvertAll(scores, score => (double)score), Array.ConvertAll(labels, names.IndexOf), 10).Estimate([.. truth]);
        var performance = bench.Baseline.Performance;
        Assert.That(performance.Metrics.Keys, Is.EquivalentTo((string[])["accuracy", "precision", "recall", "f1"]));
        Assert.That(performance.Metrics["accuracy"], Is.EqualTo(expected.Accuracy).Within(1e-12));
        Assert.That(performance.Metrics["precision"], Is.EqualTo(expected.Precision).Within(1e-12));
        Assert.That(performance.Metrics["recall"], Is.EqualTo(expected.Recall).Within(1e-12));
        Assert.That(performance.Metrics["f1"], Is.EqualTo(expected.F1).Within(1e-12));
        Assert.That(performance.Classification.ClassLabels, Is.EqualTo(names));
        Assert.That(performance.Classification.CalibrationCurves, Has.Count.EqualTo(10));
    }

    [Test]
    public void Regressor_IsMeasuredOnItsTestRows_AndItsErrorsAreLearntThere()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("diabetes.csv"), "progression", LearningTask.Regression, Algorithm.LinearRegression) with { TestRatio = 0.4 };

        var outcome = bench.Train(plan);

        var (data, predictions, _) = AskAgain(bench, plan);
        double[] truth = Array.ConvertAll(data.TestRows, row => data.Target.Values[row]);
        var performance = bench.Baseline.Performance;
        var regression = performance.Regression;
        Assert.That(performance.RowCount, Is.EqualTo(data.TestRows.Length));
        foreach (var metric in (string[])["mae", "mse", "rmse", "r2"])
        {
            Assert.That(performance.Metrics[metric], Is.EqualTo(outcome.Metrics[$"test.{metric}"]).Within(1e-9).Percent, metric);
        }

        Assert.That(performance.Metrics["bias"], Is.EqualTo(predictions.Zip(truth, (predicted, real) => predicted - real).Average()).Within(1e-4), "single precision");
        Assert.That(regression.TruthVariance, Is.EqualTo(truth.Average(value => value * value) - Math.Pow(truth.Average(), 2)).Within(1e-6).Percent);
        Assert.That(regression.Columns.Select(column => column.Feature), Is.EqualTo((string[])["(prediction)", .. plan.Features.Select(feature => feature.Column)]));
        Assert.That(regression.Columns[0].Mean, Is.EqualTo(predictions.Average()).Within(0.1).Percent);
        Assert.That(
            new[] { regression.AbsoluteError, regression.SquaredError, regression.FourthPowerError }
                .Select(model => (model.LinearWeights.Count, model.QuadraticWeights.Count)),
            Has.All.EqualTo((regression.Columns.Count, regression.Columns.Count)));
    }

    [Test]
    public void Baseline_TrainedTwiceWithOneSeed_HasTheSameBytes()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("breast_cancer.csv"), "diagnosis", LearningTask.Classification, Algorithm.LogisticRegression) with { TestRatio = 0.5 };

        bench.Train(plan);
        var first = File.ReadAllBytes(bench.Folder.BaselinePath);
        bench.Train(plan);

        Assert.That(File.ReadAllBytes(bench.Folder.BaselinePath), Is.EqualTo(first));
    }

    [TestCase(LearningTask.Classification, "iris.csv", "species", Algorithm.LogisticRegression)]
    [TestCase(LearningTask.Regression, "diabetes.csv", "progression", Algorithm.LinearRegression)]
    public void Performance_WithoutTestRows_IsNotTold(string task, string data, string target, string algorithm)
    {
        using var bench = new JobBench();

        bench.Train(JobBench.Plan(bench.TableOf(data), target, task, algorithm));

        Assert.That(bench.Baseline.Performance, Is.Null);
        Assert.That(bench.Baseline.Prediction.Feature, Is.EqualTo("(prediction)"));
    }

    [Test]
    public void Performance_OfClusters_IsNotTold()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("iris.csv"), "species", LearningTask.Clustering, Algorithm.KMeans) with
        {
            TargetColumn = "", ClusterCount = 3, TestRatio = 0.3,
        };

        var outcome = bench.Train(plan);

        Assert.That(outcome.TestRowCount, Is.Positive);
        Assert.That(bench.Baseline.Performance, Is.Null);
    }

    // Scores, shape [test rows, width], and labels.
    private static (TrainingData Data, float[] Scores, string[] Labels) AskAgain(JobBench bench, TrainingPlan plan)
    {
        var data = TrainingData.Load(plan);
        var rows = data.Rows.Take(data.TestRows);
        using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
        var (scores, labels) = data.Target.Labels.Count == 0
            ? (session.RunFloats(rows, "prediction"), [])
            : session.RunFloatsAndTexts(rows, "probabilities", "label");
        return (data, scores, labels);
    }
}

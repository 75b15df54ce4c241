using Maas.Statistics.Calibration;
using Maas.Training.Worker.Baselines;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Tests.Baselines;

internal sealed class ClassificationPerformanceTests
{
    private const long Seed = 42;

    // By hand: of four rows answered "yes" three are; of four that are, one was answered "no". 13 of 16 pairs are in order.
    [Test]
    public void Figures_OfTwoClasses_AreOfTheSecond_ByTheAnsweredLabels()
    {
        int[] truth = [1, 1, 1, 1, 0, 0, 0, 0], predicted = [1, 1, 1, 0, 1, 0, 0, 0];
        float[] positives = [0.9f, 0.8f, 0.7f, 0.15f, 0.6f, 0.1f, 0.2f, 0.3f];

        var performance = Measure(["no", "yes"], truth, predicted, positives);

        Assert.That(performance.RowCount, Is.EqualTo(8));
        Assert.That(performance.Metrics, Is.EquivalentTo(new Dictionary<string, double>
        {
            ["accuracy"] = 0.75, ["precision"] = 0.75, ["recall"] = 0.75, ["specificity"] = 0.75, ["f1"] = 0.75, ["roc_auc"] = 13 / 16.0,
        }));
        Assert.That(performance.Classification.ClassLabels, Is.EqualTo((string[])["no", "yes"]));
    }

    // A threshold of its own makes a label that is not the likeliest class.
    [Test]
    public void Figures_WhereLabelsAreNotTheLikeliestClasses_FollowTheLabels()
    {
        var performance = Measure(["no", "yes"], [1, 1, 0, 0], [1, 1, 1, 0], [0.3f, 0.4f, 0.2f, 0.1f]);

        Assert.That(performance.Metrics["recall"], Is.EqualTo(1));
        Assert.That(performance.Metrics["precision"], Is.EqualTo(2 / 3.0).Within(1e-15));
        Assert.That(performance.Metrics["specificity"], Is.EqualTo(0.5));
    }

    [Test]
    public void Figures_WithoutOneOfTheClasses_HaveNoAreaUnderTheCurve()
    {
        var performance = Measure(["no", "yes"], [0, 0], [0, 1], [0.3f, 0.6f]);

        Assert.That(performance.Metrics.Keys, Is.EquivalentTo((string[])["accuracy", "precision", "recall", "specificity", "f1"]));
    }

    // The second class is never right, the third never there nor answered: both count as 0.
    [Test]
    public void Figures_OfSeveralClasses_AreMeansOverAllOfThem()
    {
        float[] scores = [0.8f, 0.1f, 0.1f, 0.6f, 0.3f, 0.1f, 0.4f, 0.5f, 0.1f, 0.5f, 0.4f, 0.1f];

        var performance = ClassificationPerformance.Of(new Target([], [0, 0, 0, 1], ["a", "b", "c"]), [0, 0, 1, 0], scores, Seed)!;

        Assert.That(performance.Metrics.Keys, Is.EquivalentTo((string[])["accuracy", "precision", "recall", "f1"]));
        Assert.That(performance.Metrics["accuracy"], Is.EqualTo(0.5));
        Assert.That(performance.Metrics["precision"], Is.EqualTo(2 / 3.0 / 3).Within(1e-15));
        Assert.That(performance.Metrics["recall"], Is.EqualTo(2 / 3.0 / 3).Within(1e-15));
        Assert.That(performance.Metrics["f1"], Is.EqualTo(4 / 6.0 / 3).Within(1e-15));
        Assert.That(performance.Classification.CalibrationCurves, Has.Count.EqualTo(3));
        Assert.That(performance.Classification.ScoreEdges, Is.Empty);
    }

    [Test]
    public void Curves_OfScoresThatAreOff_MakeThemProbabilities_AndAreThoseOfTheCalibrator()
    {
        var (truth, positives) = Draw(4000);

        var curve = Measure(["no", "yes"], truth, truth, positives).Classification.CalibrationCurves[1];

        var again = ScoreCalibrator.OfKnots([.. curve.Scores], [.. curve.Probabilities]);
        var expected = ScoreCalibrator.Fit(
            Array.ConvertAll(positives, score => (double)score), Array.ConvertAll(truth, c => (double)c), new Random((int)Seed));
        double[] grid = [.. Enumerable.Range(0, 1001).Select(i => i / 1000.0)];
        Assert.That(again.IsCalibrating, Is.True);
        Assert.That(grid.Select(again.Apply), Is.EqualTo(grid.Select(expected.Apply)));
        Assert.That(grid.Average(score => Math.Abs(again.Apply(score) - Math.Sqrt(score))), Is.LessThan(0.04), "scores are squares of probabilities");
    }

    [Test]
    public void Curves_OfAClassWithFewerThanTenRows_HaveNoPoints()
    {
        var (_, positives) = Draw(300);
        int[] truth = [.. Enumerable.Range(0, 300).Select(row => row < 9 ? 1 : 0)];

        var curves = Measure(["no", "yes"], truth, truth, positives).Classification.CalibrationCurves;

        Assert.That(curves.Sum(curve => curve.Scores.Count + curve.Probabilities.Count), Is.Zero);
        Assert.That(curves, Has.Count.EqualTo(2));
    }

    [Test]
    public void Curve_OfTooManyPoints_KeepsSome_TheEndsAmongThem()
    {
        double[] points = [.. Enumerable.Range(0, 5001).Select(i => i / 5000.0)];

        var curve = CalibrationCurves.Describe(ScoreCalibrator.OfKnots(points, [.. points.Select(point => point * point)]), 1000);

        var again = ScoreCalibrator.OfKnots([.. curve.Scores], [.. curve.Probabilities]);
        Assert.That((curve.Scores.Count, curve.Scores[0], curve.Scores[^1]), Is.EqualTo((1000, 0.0, 1.0)));
        Assert.That(points.Max(point => Math.Abs(again.Apply(point) - (point * point))), Is.LessThan(1e-5));
    }

    // Percentiles of 101 values are the values.
    [Test]
    public void Edges_ArePercentilesOfThePositiveScores()
    {
        float[] positives = [.. Enumerable.Range(0, 101).Select(i => i / 128f)];
        var truth = new int[101];
        new Random(1).Shuffle(positives);

        var edges = Measure(["no", "yes"], truth, truth, positives).Classification.ScoreEdges;

        Assert.That(edges, Is.EqualTo(Enumerable.Range(1, 99).Select(i => i / 128.0)).Within(1e-12));
    }

    [Test]
    public void Edges_OfScoresThatRepeat_AreDistinct()
    {
        float[] positives = [.. Enumerable.Range(0, 600).Select(i => i % 3 / 2f)];
        var truth = new int[600];

        var edges = Measure(["no", "yes"], truth, truth, positives).Classification.ScoreEdges;

        Assert.That(edges, Is.Unique.And.Ordered.Ascending.And.SupersetOf((double[])[0, 0.5, 1]));
        Assert.That(edges, Has.Count.LessThan(6));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Performance_OfScoresThatAreNoNumbers_IsNotTold(float score) => Assert.That(
        ClassificationPerformance.Of(new Target([], [0, 1], ["a", "b"]), [0, 1], [0.5f, 0.5f, score, 0.5f], Seed), Is.Null);

    private static Maas.Contracts.Monitoring.V1.PerformanceBaseline Measure(string[] labels, int[] truth, int[] predicted, float[] positives) =>
        ClassificationPerformance.Of(new Target([], truth, labels), predicted, [.. positives.SelectMany(score => new[] { 1 - score, score })], Seed)!;

    // The rate of positives is the root of the score.
    private static (int[] Truth, float[] Positives) Draw(int count)
    {
        var random = new Random(5);
        double[] rates = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        return (Array.ConvertAll(rates, rate => random.NextDouble() < rate ? 1 : 0), Array.ConvertAll(rates, rate => (float)(rate * rate)));
    }
}

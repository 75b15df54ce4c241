using Maas.Statistics.Calibration;
using Maas.Statistics.Performance;

namespace Maas.Statistics.Tests.Performance;

public sealed class ClassificationSumsTests
{
    private const int Bins = 20;

    [Test]
    public void Expected_OfTwoClasses_IsConfidenceBasedEstimation([Random(1, 1_000_000, 3)] int seed)
    {
        var scores = Scores(seed, 700);
        var sums = Expected(scores);
        var expected = ConfidenceBasedEstimation.Estimate(scores, new RankedScores(scores), Predictions(scores));

        Assert.That(
            new[] { sums.Accuracy().Value, sums.Precision(1).Value, sums.Recall(1).Value, sums.Recall(0).Value, sums.F1(1).Value },
            Is.EqualTo(new[] { expected.Accuracy, expected.Precision, expected.Recall, expected.Specificity, expected.F1 }).Within(1e-12));

        // A row is compared with itself, half: 1 / n.
        Assert.That(sums.RocAuc().Value, Is.EqualTo(expected.RocAuc).Within(1e-12));
    }

    [Test]
    public void Truths_OfTwoClasses_AreTheRealFigures([Random(1, 1_000_000, 3)] int seed)
    {
        var scores = Scores(seed, 700);
        var truth = Draw(scores, new Random(seed));
        var sums = Realised(scores, truth);
        var real = ConfidenceBasedEstimation.Estimate(truth, new RankedScores(scores), Predictions(scores));

        Assert.That(
            new[] { sums.Accuracy().Value, sums.Precision(1).Value, sums.Recall(1).Value, sums.Recall(0).Value, sums.F1(1).Value, sums.RocAuc().Value },
            Is.EqualTo(new[] { real.Accuracy, real.Precision, real.Recall, real.Specificity, real.F1, real.RocAuc }).Within(1e-12));
    }

    [Test]
    public void Expected_IntervalHoldsWhatComesTrue_In93To97OfAHundred()
    {
        var (random, scores) = (new Random(4), Scores(9, 600));
        var sums = Expected(scores);
        FigureInterval[] intervals = [sums.Accuracy(), sums.Precision(1), sums.Recall(1), sums.Recall(0), sums.F1(1), sums.RocAuc()];
        var inside = new int[intervals.Length];
        const int windows = 2_000;
        for (var window = 0; window < windows; window++)
        {
            var real = Realised(scores, Draw(scores, random));
            double[] values = [real.Accuracy().Value, real.Precision(1).Value, real.Recall(1).Value, real.Recall(0).Value, real.F1(1).Value, real.RocAuc().Value];
            for (var i = 0; i < values.Length; i++)
            {
                inside[i] += values[i] >= intervals[i].Low && values[i] <= intervals[i].High ? 1 : 0;
            }
        }

        Assert.That(inside.Select(count => count / (double)windows), Is.All.InRange(0.93, 0.97));
    }

    [Test]
    public void Truths_IntervalHoldsTheTrueFigure_In92To98OfAHundred()
    {
        // The figures of very many rows are the true ones.
        var random = new Random(21);
        var all = Scores(77, 400_000);
        var large = Realised(all, Draw(all, random));
        double[] truths = [large.Accuracy().Value, large.Precision(1).Value, large.Recall(1).Value, large.F1(1).Value, large.RocAuc().Value];
        var inside = new int[truths.Length];
        const int windows = 1_000;
        for (var window = 0; window < windows; window++)
        {
            var scores = Scores(window, 300);
            var sums = Realised(scores, Draw(scores, random));
            FigureInterval[] intervals = [sums.Accuracy(), sums.Precision(1), sums.Recall(1), sums.F1(1), sums.RocAuc()];
            for (var i = 0; i < truths.Length; i++)
            {
                inside[i] += truths[i] >= intervals[i].Low && truths[i] <= intervals[i].High ? 1 : 0;
            }
        }

        Assert.That(inside.Select(count => count / (double)windows), Is.All.InRange(0.92, 0.98));
    }

    [Test]
    public void Truths_ThatPartPerfectly_LeaveRoom()
    {
        double[] scores = [.. Enumerable.Repeat(0.9, 30), .. Enumerable.Repeat(0.1, 50)];
        var sums = Realised(scores, Array.ConvertAll(scores, Math.Round));
        FigureInterval[] figures = [sums.Accuracy(), sums.Precision(1), sums.Recall(1), sums.Recall(0), sums.F1(1)];

        Assert.That(figures.Select(figure => (figure.Value, figure.High)), Is.All.EqualTo((1.0, 1.0)));
        Assert.That(figures.Select(figure => figure.Low), Is.All.InRange(0.85, 0.96));
    }

    [Test]
    public void Truths_ThatAreAllMissed_LeaveRoom()
    {
        double[] scores = [.. Enumerable.Repeat(0.9, 30), .. Enumerable.Repeat(0.1, 50)];
        var sums = Realised(scores, Array.ConvertAll(scores, score => 1 - Math.Round(score)));
        FigureInterval[] figures = [sums.Accuracy(), sums.Precision(1), sums.Recall(1), sums.Recall(0), sums.F1(1)];

        Assert.That(figures.Select(figure => (figure.Low, figure.Value)), Is.All.EqualTo((0.0, 0.0)));
        Assert.That(figures.Select(figure => figure.High), Is.All.InRange(0.04, 0.2));
    }

    [Test]
    public void Expected_OfCertainRows_LeavesRoom()
    {
        // A calibration curve may end in 0 and 1.
        var sums = Expected([.. Enumerable.Repeat(1.0, 30), .. Enumerable.Repeat(0.0, 50)]);
        FigureInterval[] figures = [sums.Accuracy(), sums.Precision(1), sums.Recall(1), sums.Recall(0), sums.F1(1), sums.RocAuc()];

        Assert.That(figures.Select(figure => (figure.Value, figure.High)), Is.All.EqualTo((1.0, 1.0)));
        Assert.That(figures.Select(figure => figure.Low), Is.All.InRange(0.85, 0.96));
    }

    [Test]
    public void Merge_OfManyParts_IsOne_AndTakenOutIsNothing()
    {
        var scores = Scores(2, 1_000);
        var whole = Expected(scores);
        var merged = ClassificationSums.Empty(2, Bins);
        foreach (var part in scores.Chunk(7))
        {
            merged.Merge(Expected(part));
        }

        Assert.That((merged.RowCount, merged.Predicted, merged.BinRows), Is.EqualTo((whole.RowCount, whole.Predicted, whole.BinRows)));
        Assert.That(merged.Hits.Concat(merged.Positives).Concat(merged.BinPositives), Is.EqualTo(whole.Hits.Concat(whole.Positives).Concat(whole.BinPositives)).Within(1e-9));
        foreach (var score in scores)
        {
            merged.AddExpected([1 - score, score], score > 0.5 ? 1 : 0, BinOf(score), weight: -1);
        }

        Assert.That(merged.RowCount, Is.Zero);
        Assert.That(merged.Hits.Concat(merged.Positives).Concat(merged.HitVariance), Is.All.EqualTo(0).Within(1e-9));
    }

    [Test]
    public void Merge_OfMoreClasses_Grows()
    {
        var sums = ClassificationSums.Empty(1, 0);
        var others = ClassificationSums.Empty(3, 0);
        others.AddTruth(2, 1, bin: -1);
        sums.AddTruth(0, 0, bin: -1);
        sums.Merge(others);

        Assert.That(sums.Accuracy().Value, Is.EqualTo(0.5));
        Assert.That(sums.Recall(2).Value, Is.Zero);
        Assert.That(sums.Recall(1).Value, Is.NaN);
    }

    [Test]
    public void Figures_OfNothing_AreUnknown()
    {
        var sums = ClassificationSums.Empty(2, Bins);

        Assert.That(
            new[] { sums.Accuracy(), sums.Precision(0), sums.Recall(0), sums.F1(0), sums.RocAuc() }.Select(figure => figure.Value), Is.All.NaN);
    }

    private static double[] Scores(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.Next(Bins) + 0.5) / Bins)];
    }

    private static double[] Draw(double[] scores, Random random) => Array.ConvertAll(scores, score => random.NextDouble() < score ? 1.0 : 0);

    private static bool[] Predictions(double[] scores) => Array.ConvertAll(scores, score => score > 0.5);

    private static int BinOf(double score) => Math.Min((int)(score * Bins), Bins - 1);

    private static ClassificationSums Expected(double[] scores)
    {
        var sums = ClassificationSums.Empty(2, Bins);
        foreach (var score in scores)
        {
            sums.AddExpected([1 - score, score], score > 0.5 ? 1 : 0, BinOf(score));
        }

        return sums;
    }

    private static ClassificationSums Realised(double[] scores, double[] truth)
    {
        var sums = ClassificationSums.Empty(2, Bins);
        for (var row = 0; row < scores.Length; row++)
        {
            sums.AddTruth((int)truth[row], scores[row] > 0.5 ? 1 : 0, BinOf(scores[row]));
        }

        return sums;
    }
}

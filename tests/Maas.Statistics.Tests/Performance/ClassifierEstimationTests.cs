using Maas.Statistics.Calibration;
using Maas.Statistics.Performance;
using Maas.Statistics.Tests.Calibration;

namespace Maas.Statistics.Tests.Performance;

public sealed class ClassifierEstimationTests
{
    private static readonly (string Name, Func<ClassifierMetrics, double> Get)[] Figures =
    [
        ("accuracy", metrics => metrics.Accuracy),
        ("precision", metrics => metrics.Precision),
        ("recall", metrics => metrics.Recall),
        ("specificity", metrics => metrics.Specificity),
        ("f1", metrics => metrics.F1),
        ("roc_auc", metrics => metrics.RocAuc),
        ("average_precision", metrics => metrics.AveragePrecision),
    ];

    [Test]
    public void Inputs_AreThoseOfTheReferences()
    {
        var (probabilities, outcomes) = CalibratedScores.Draw();

        Assert.That(probabilities[..3], Is.EqualTo(MonitoringReferences.Numbers("cbpe_calibrated", "p_first3")).Within(1e-15));
        Assert.That(outcomes.Sum(), Is.EqualTo(MonitoringReferences.Number("cbpe_calibrated", "y_sum")));
    }

    // The references round sums of probabilities to five decimals before they take areas.
    [Test]
    public void Estimate_EqualsReferenceValues()
    {
        var (probabilities, outcomes) = CalibratedScores.Draw();
        var (ranking, predicted) = (new RankedScores(probabilities), Array.ConvertAll(probabilities, p => p >= 0.5));
        var references = MonitoringReferences.Root.GetProperty("cbpe_calibrated");

        var estimated = ConfidenceBasedEstimation.Estimate(probabilities, ranking, predicted);
        var realized = ConfidenceBasedEstimation.Estimate(outcomes, ranking, predicted);

        foreach (var (name, get) in Figures)
        {
            Assert.That(get(estimated), Is.EqualTo(references.GetProperty("estimated").GetProperty(name).GetDouble()).Within(1e-8), name);
            if (references.GetProperty("realized").TryGetProperty(name, out var expected))
            {
                Assert.That(get(realized), Is.EqualTo(expected.GetDouble()).Within(1e-9), name);
            }
        }
    }

    [Test]
    public void Confusion_EqualsReferenceValues()
    {
        var (probabilities, _) = CalibratedScores.Draw();
        var expected = MonitoringReferences.Root.GetProperty("cbpe_calibrated").GetProperty("estimated");

        var confusion = ExpectedConfusion.Of(probabilities, Array.ConvertAll(probabilities, p => p >= 0.5));

        Assert.That(
            new[] { confusion.TruePositives, confusion.FalsePositives, confusion.FalseNegatives, confusion.TrueNegatives },
            Is.EqualTo(new[] { "TP", "FP", "FN", "TN" }.Select(name => expected.GetProperty(name).GetDouble())).Within(1e-9));
    }

    // Windows in which high scores have become rare: the share of positives falls from 50 to 33 %. Every figure comes true within the 95 %
    // interval in 93 to 97 of 100 windows.
    [Test]
    public void Interval_UnderCovariateShift_HoldsWhatComesTrue()
    {
        var (twister, inside) = (new MersenneTwister(51), new int[Figures.Length]);
        const int Windows = 1000;
        for (var window = 0; window < Windows; window++)
        {
            double[] probabilities = [.. MersenneTwister.Draw(400, () => Math.Pow(twister.NextDouble(), 2))];
            double[] outcomes = [.. probabilities.Select(p => twister.NextDouble() < p ? 1.0 : 0)];
            var (ranking, predicted) = (new RankedScores(probabilities), Array.ConvertAll(probabilities, p => p >= 0.5));

            var estimate = ConfidenceBasedEstimation.Estimate(probabilities, ranking, predicted);
            var error = ConfidenceBasedEstimation.StandardErrors(probabilities, ranking, predicted, 200, new Random(window));
            var realized = ConfidenceBasedEstimation.Estimate(outcomes, ranking, predicted);

            foreach (var (i, (_, get)) in Figures.Index())
            {
                inside[i] += Math.Abs(get(realized) - get(estimate)) <= 1.96 * get(error) ? 1 : 0;
            }
        }

        TestContext.Out.WriteLine(string.Join(", ", Figures.Zip(inside, (figure, count) => $"{figure.Name} {count / 10.0} %")));
        Assert.That(inside.Select(count => count / (double)Windows), Is.All.InRange(0.93, 0.97));
    }

    // What it cannot see: every truth is turned round, and the estimate stays.
    [Test]
    public void Estimate_UnderConceptDrift_DoesNotSeeIt()
    {
        var (probabilities, outcomes) = CalibratedScores.Draw();
        var (ranking, predicted) = (new RankedScores(probabilities), Array.ConvertAll(probabilities, p => p >= 0.5));

        var realized = ConfidenceBasedEstimation.Estimate([.. outcomes.Select(y => 1 - y)], ranking, predicted);

        Assert.That(realized.Accuracy, Is.EqualTo(0.264).Within(1e-12));
        Assert.That(ConfidenceBasedEstimation.Estimate(probabilities, ranking, predicted).Accuracy, Is.GreaterThan(0.75));
    }

    // The standard deviation of 2,000 windows of 300 rows is what was told from one reference.
    [Test]
    public void SamplingErrors_AreHowMuchWindowsVary()
    {
        var (probabilities, outcomes) = CalibratedScores.Draw(seed: 5, count: 20_000);
        var predicted = Array.ConvertAll(probabilities, p => p >= 0.4);
        SamplingError[] told =
        [
            SamplingError.OfAccuracy(outcomes, predicted),
            SamplingError.OfPrecision(outcomes, predicted),
            SamplingError.OfRecall(outcomes, predicted),
            SamplingError.OfSpecificity(outcomes, predicted),
            SamplingError.OfF1(outcomes, predicted),
            SamplingError.OfRocAuc(outcomes, probabilities),
            SamplingError.OfAveragePrecision(outcomes, probabilities, new Random(1)),
        ];

        var windows = Enumerable.Range(1, 2000).Select(seed =>
        {
            var (p, y) = CalibratedScores.Draw((uint)(seed * 7919), 300);
            return ConfidenceBasedEstimation.Estimate(y, new RankedScores(p), Array.ConvertAll(p, value => value >= 0.4));
        }).ToList();

        foreach (var ((name, get), error) in Figures.Zip(told))
        {
            var mean = windows.Average(get);
            var deviation = Math.Sqrt(windows.Average(window => Math.Pow(get(window) - mean, 2)));
            TestContext.Out.WriteLine($"{name}: told {error.Of(300):f5}, is {deviation:f5}");

            var (least, most) = name == "average_precision" ? (0.8, 1.25) : (0.92, 1.08);
            Assert.That(error.Of(300) / deviation, Is.InRange(least, most), name);
        }
    }

    // Two classes, one against the other: each is the binary case, the positive class and its mirror.
    [Test]
    public void Multiclass_OfTwoClasses_HasTheAccuracyOfTheBinaryCase()
    {
        var (probabilities, outcomes) = CalibratedScores.Draw();
        double[] both = [.. probabilities.SelectMany(p => new[] { 1 - p, p })];
        var estimation = new MulticlassEstimation(both, Array.ConvertAll(probabilities, p => p >= 0.5 ? 1 : 0), 2);

        var (estimated, realized) = (estimation.Estimate(both), estimation.Estimate([.. outcomes.SelectMany(y => new[] { 1 - y, y })]));

        Assert.That(estimated.Accuracy, Is.EqualTo(0.7514433679825161).Within(1e-9));
        Assert.That(estimated.RocAuc, Is.EqualTo(0.8349252071380477).Within(1e-8), "the same from both sides");
        Assert.That(realized.Accuracy, Is.EqualTo(0.736).Within(1e-12));
    }

    [Test]
    public void Multiclass_UnderCovariateShift_HoldsWhatComesTrue()
    {
        var (random, inside) = (new Random(8), new int[Figures.Length]);
        const int Windows = 1000;
        for (var window = 0; window < Windows; window++)
        {
            double[] scores = [.. Enumerable.Range(0, 600).Select(i => Math.Pow(random.NextDouble(), i % 3 == 0 ? 1 : 3) + 0.01)];
            MulticlassEstimation.Normalize(scores, 3);
            int[] predicted = [.. scores.Chunk(3).Select(row => Array.IndexOf(row, row.Max()))];
            var truth = new double[600];
            foreach (var (row, p) in scores.Chunk(3).Index())
            {
                var u = random.NextDouble();
                truth[(3 * row) + (u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2)] = 1;
            }

            var estimation = new MulticlassEstimation(scores, predicted, 3);
            var (estimate, error, realized) =
                (estimation.Estimate(scores), estimation.StandardErrors(scores, 200, new Random(window)), estimation.Estimate(truth));

            foreach (var (i, (_, get)) in Figures.Index())
            {
                inside[i] += Math.Abs(get(realized) - get(estimate)) <= 1.96 * get(error) ? 1 : 0;
            }
        }

        TestContext.Out.WriteLine(string.Join(", ", Figures.Zip(inside, (figure, count) => $"{figure.Name} {100.0 * count / Windows:f1} %")));
        Assert.That(inside.Select(count => count / (double)Windows), Is.All.InRange(0.93, 0.97));
    }

    [Test]
    public void Normalize_MakesRowsOfOne()
    {
        double[] rows = [0.2, 0.2, 0, 0];

        MulticlassEstimation.Normalize(rows, 2);

        Assert.That(rows, Is.EqualTo(new[] { 0.5, 0.5, 0.5, 0.5 }));
    }

    [Test]
    public void Estimate_OfWhatDoesNotFit_Throws()
    {
        var ranking = new RankedScores([0.1, 0.2]);

        Assert.That(() => ConfidenceBasedEstimation.Estimate([0.1, 1.2], ranking, [true, false]), Throws.ArgumentException);
        Assert.That(() => ConfidenceBasedEstimation.Estimate([0.1], ranking, [true]), Throws.ArgumentException);
        Assert.That(() => ConfidenceBasedEstimation.Estimate([0.1, 0.2], ranking, [true]), Throws.ArgumentException);
        Assert.That(() => new MulticlassEstimation([0.1, 0.2], [2], 2), Throws.ArgumentException);
    }
}

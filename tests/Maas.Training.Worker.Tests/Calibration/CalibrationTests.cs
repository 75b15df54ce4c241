using Maas.Training.Plans;
using Maas.Training.Worker.Calibration;

namespace Maas.Training.Worker.Tests.Calibration;

internal sealed class CalibrationTests
{
    [TestCase("digits.csv", "digit", Algorithm.LogisticRegression, CalibrationMethod.Temperature)]
    [TestCase("digits.csv", "digit", Algorithm.Mlp, CalibrationMethod.Temperature)]
    [TestCase("breast_cancer.csv", "diagnosis", Algorithm.LogisticRegression, CalibrationMethod.Temperature)]
    [TestCase("breast_cancer.csv", "diagnosis", Algorithm.LogisticRegression, CalibrationMethod.Platt)]
    [TestCase("breast_cancer.csv", "diagnosis", Algorithm.LogisticRegression, CalibrationMethod.Isotonic)]
    public void Probabilities_OfTestRows_SayHowOftenTheModelIsRight(string data, string target, string algorithm, string method)
    {
        // Splits of a few hundred rows differ by more than the mark: the mean of five.
        var errors = new List<double>();
        for (var seed = 0; seed < 5; seed++)
        {
            using var bench = new JobBench();
            var plan = JobBench.Plan(bench.TableOf(data), target, LearningTask.Classification, algorithm) with
            {
                TestRatio = 0.3,
                ValidationRatio = algorithm == Algorithm.Mlp ? 0.2 : 0,
                Calibration = method,
                Learning = new LearningPlan { EpochCount = 20 },
                Seed = seed,
            };
            var outcome = bench.Train(plan);
            Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
            errors.Add(outcome.Metrics["test.ece"]);
        }

        TestContext.Out.WriteLine($"{data} {algorithm} {method}: {string.Join(", ", errors.Select(error => $"{error:f4}"))}, mean {errors.Average():f4}");
        Assert.That(errors.Average(), Is.LessThanOrEqualTo(0.03));
    }

    // Each group, and each time, has a class of its own that trees learn by heart: of those they know they are sure, of others they know nothing.
    [TestCase(SplitMethod.Group)]
    [TestCase(SplitMethod.Time)]
    public void Temperature_OfRowsThatAreDividedByGroupOrTime_IsLearntOfOthers(string method)
    {
        using var bench = new JobBench();
        var random = new Random(6);
        var rows = Enumerable.Range(0, 100).SelectMany(group =>
        {
            var label = random.Next(2) == 0 ? "yes" : "no";
            return Enumerable.Repeat(FormattableString.Invariant($"({group}, {random.NextDouble():f6}, '{label}')"), 8);
        });
        var plan = JobBench.Plan(bench.TableOf("g, x, y", string.Join(", ", rows)), "y", LearningTask.Classification, Algorithm.GradientBoosting) with
        {
            TestRatio = 0.3,
            Calibration = CalibrationMethod.Temperature,
            Boosting = new BoostingPlan { MinLeafRows = 2 },
        };
        plan = plan with { Features = [.. plan.Features.Where(feature => feature.Column == "x")] };

        var divided = bench.Train(plan with { SplitMethod = method, SplitColumn = "g", FoldCount = 3 });

        Assert.That(bench.Train(plan).Metrics["calibration.temperature"], Is.LessThan(2));
        Assert.That(divided.Metrics["calibration.temperature"], Is.GreaterThan(5));
        Assert.That(divided.Metrics["test.log_loss"], Is.LessThan(1));
        Assert.That(divided.Metrics["cross_validation.log_loss"], Is.LessThan(1));
    }

    [Test]
    public void Temperature_OfProbabilitiesThatWereSharpened_UndoesIt()
    {
        // A fair model's probabilities to the third power.
        var random = new Random(3);
        const int Rows = 20_000;
        var (probabilities, truth) = (new double[2 * Rows], new int[Rows]);
        for (var row = 0; row < Rows; row++)
        {
            var fair = random.NextDouble();
            truth[row] = random.NextDouble() < fair ? 1 : 0;
            var sharp = Math.Pow(fair, 3) / (Math.Pow(fair, 3) + Math.Pow(1 - fair, 3));
            (probabilities[2 * row], probabilities[(2 * row) + 1]) = (1 - sharp, sharp);
        }

        Assert.That(TemperatureScaling.Fit(probabilities, truth, 2).Temperature, Is.EqualTo(3).Within(0.1));
        var platt = PlattScaling.Fit(probabilities, truth);
        Assert.That((platt.Slope, platt.Shift), Is.EqualTo((1.0 / 3, 0.0)).Using<(double, double)>((a, b) =>
            Math.Abs(a.Item1 - b.Item1) < 0.02 && Math.Abs(a.Item2 - b.Item2) < 0.05));
    }

    [Test]
    public void Isotonic_PoolsWhatIsOutOfOrder()
    {
        // The second and third are out of order: half of them is true.
        double[] probabilities = [0.9, 0.1, 0.7, 0.3, 0.5, 0.5, 0.1, 0.9];

        var fitted = IsotonicRegression.Fit(probabilities, [0, 1, 0, 1]);

        Assert.That(fitted.Inputs, Is.EqualTo((double[])[0.1, 0.4, 0.9]).Within(1e-12));
        Assert.That(fitted.Outputs, Is.EqualTo((double[])[0, 0.5, 1]).Within(1e-12));
    }

    [TestCase(DecisionMetric.F1, 0.25)] // 0.4, 0.6 and 0.9 are taken: precision 2/3, recall 1.
    [TestCase(DecisionMetric.None, 0.5)]
    public void Threshold_IsThatOfTheBestFigure(string metric, double expected)
    {
        double[] probabilities = [0.9, 0.1, 0.6, 0.4, 0.4, 0.6, 0.1, 0.9];

        Assert.That(DecisionThreshold.Fit(metric, probabilities, [0, 1, 0, 1]), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Threshold_OfRareClass_RaisesItsF1()
    {
        using var bench = new JobBench();
        var random = new Random(4);
        var rows = Enumerable.Range(0, 600).Select(row =>
        {
            var x = random.NextDouble();
            return FormattableString.Invariant($"({x:f4}, '{(random.NextDouble() < 0.3 * x ? "yes" : "no")}')");
        });
        var plan = JobBench.Plan(bench.TableOf("x, y", string.Join(", ", rows)), "y", LearningTask.Classification, Algorithm.LogisticRegression);

        var plain = bench.Train(plan).Metrics["train.macro_f1"];
        var chosen = bench.Train(plan with { DecisionMetric = DecisionMetric.F1 });

        Assert.That(chosen.Metrics["train.macro_f1"], Is.GreaterThan(plain));
        Assert.That(chosen.Metrics["decision.threshold"], Is.LessThan(0.5));
    }
}

using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;
using Maas.Training.Worker.Preprocessing;
using Maas.Training.Worker.Preprocessing.Categories;
using Maas.Training.Worker.Preprocessing.Numbers;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Preprocessing;

/// <summary>What is missing, told by the other columns, against what was there before it was hidden.</summary>
public sealed class PredictedImputationTests
{
    private const int Rows = 600;

    private static readonly FeaturePlan Color = JobBench.Category("color") with { Imputation = Imputation.Predicted };

    // In the order of the features they become.
    private static readonly string[] Colors = ["blue", "green", "red"];

    [Test]
    public void Number_ThatIsLinearInOthers_IsExact()
    {
        var random = new Random(11);
        var (a, b) = (Eighths(random), Eighths(random));
        float[] y = [.. a.Zip(b, (first, second) => (2 * first) - second)];
        FeaturePlan[] features =
        [
            JobBench.Number("a", Scaling.None), JobBench.Number("y", Scaling.None) with { Imputation = Imputation.Predicted }, JobBench.Number("b", Scaling.None),
        ];

        var (_, values) = JobBench.Prepare(features, new RawRows(Rows,
            [new RawColumn("a", a, null), new RawColumn("y", [.. y.Select((value, row) => IsHidden(row) ? float.NaN : value)], null), new RawColumn("b", b, null)]));

        Assert.That(Enumerable.Range(0, Rows).Select(row => values[(row * 3) + 1]), Is.EqualTo(y).Within(1e-6));
    }

    [Test]
    public void Number_FarOutsideOfWhatWasSeen_StaysWithinTenRanges()
    {
        FeaturePlan[] features = [JobBench.Number("x", Scaling.None), JobBench.Number("y", Scaling.None) with { Imputation = Imputation.Predicted }];
        using var preparer = Fit(features, new RawRows(3, [new RawColumn("x", [0, 1, 2], null), new RawColumn("y", [0, 2, 4], null)]));

        var values = preparer.Prepare(new RawRows(2, [new RawColumn("x", [3e38f, -3e38f], null), new RawColumn("y", [float.NaN, float.NaN], null)])).Values;

        Assert.That((values[1], values[3]), Is.EqualTo((44f, -40f)));
    }

    [Test]
    public void Category_ThatANumberDecides_IsFound()
    {
        var random = new Random(12);
        float[] size = [.. Enumerable.Range(0, Rows).Select(_ => (float)(random.NextDouble() * 10))];
        float[] noise = [.. Enumerable.Range(0, Rows).Select(_ => (float)random.NextDouble())];
        string[] truth = [.. size.Select(value => value < 2 ? "red" : value < 6 ? "green" : "blue")];

        var (_, values) = JobBench.Prepare([JobBench.Number("noise"), Color, JobBench.Number("size")], new RawRows(Rows,
            [new RawColumn("noise", noise, null), new RawColumn("color", null, Hide(truth)), new RawColumn("size", size, null)]));

        var usual = truth.Where((_, row) => IsHidden(row)).CountBy(color => color).Max(count => count.Value);
        var right = Right(values, width: 5, first: 2, truth);
        TestContext.Out.WriteLine($"{right} of {Rows / 5} hidden entries right, most frequent {usual}");
        Assert.That(right, Is.GreaterThanOrEqualTo(0.95 * Rows / 5).And.GreaterThan(usual));
    }

    [Test]
    public void Category_ThatAnotherDecides_IsFoundInAllRows()
    {
        string[] city = [.. Enumerable.Range(0, Rows).Select(row => $"city{row % 7}")];
        string[] truth = [.. Enumerable.Range(0, Rows).Select(row => Colors[row % 7 % 3])];

        var (_, values) = JobBench.Prepare([Color, JobBench.Category("city") with { Encoding = CategoryEncoding.Ordinal }], new RawRows(Rows,
            [new RawColumn("color", null, Hide(truth)), new RawColumn("city", null, city)]));

        Assert.That(Right(values, width: 4, first: 0, truth), Is.EqualTo(Rows / 5));
    }

    [Test]
    public void Frequency_CountsWhatWasPredicted()
    {
        var rows = new RawRows(8,
            [new RawColumn("color", null, ["red", "", "red", "", "blue", "blue", "blue", "blue"]), new RawColumn("x", [9, 9, 9, 9, 1, 1, 1, 1], null)]);

        var (_, values) = JobBench.Prepare([Color with { Encoding = CategoryEncoding.Frequency }, JobBench.Number("x", Scaling.None)], rows);

        Assert.That(Enumerable.Range(0, 8).Select(row => values[(row * 2) + 1]), Is.All.EqualTo(0.5f));
    }

    [Test]
    public void Category_WithoutAnythingToGoBy_IsTheMostFrequent()
    {
        var rows = new RawRows(5, [new RawColumn("color", null, ["red", "blue", "", "red", "green"]), new RawColumn("x", [3, 3, 3, 3, 3], null)]);

        var (_, values) = JobBench.Prepare([Color, JobBench.Number("x")], rows);

        Assert.That(values[8..12], Is.EqualTo((float[])[0, 0, 0, 1]));
    }

    [TestCase(1e-9, "b")]
    [TestCase(1e-3, "a")]
    public void Category_WithTheLargestScore_IsTheMoreFrequentWhereTheyDifferByRoundingAlone(double lead, string expected)
    {
        var preparation = new Preparation
        {
            PredictedCategories = new CategoryPredictions(
                new PredictorBlock(new NumberBlock { Columns = [new NumberPreparation("x", 0, 0, 1)] }, []),
                [new CategoryPrediction("color", ["b", "a"], new LinearWeights([1, 1], [0, lead]))]),
            Numbers = new NumberBlock { Columns = [] },
            Others = [new OneHotPreparation("color", "c", ["a", "b", "c"])],
        };
        using var preparer = new ModelGraph(PlanOf([JobBench.Number("x"), Color]), preparation).OpenPreparer(threads: 1);

        var values = preparer.Prepare(new RawRows(1, [new RawColumn("x", [0.7f], null), new RawColumn("color", null, [""])])).Values;

        Assert.That(values, Is.EqualTo(expected == "a" ? (float[])[1, 0, 0] : [0, 1, 0]));
    }

    [TestCase("", float.NaN)]
    [TestCase("", 3.4e38f)]
    [TestCase("never seen", -3.4e38f)]
    [TestCase("never seen", 0f)]
    public void MissingCategory_BesideAnything_IsOneOfThoseSeen(string city, float size)
    {
        using var preparer = Fit([Color, JobBench.Category("city"), JobBench.Number("size", Scaling.MinMax)], new RawRows(4,
        [
            new RawColumn("color", null, ["red", "blue", "", "green"]), new RawColumn("city", null, ["a", "b", "", "a"]),
            new RawColumn("size", [1, 2, float.NaN, 4], null),
        ]));

        var values = preparer.Prepare(new RawRows(1,
            [new RawColumn("color", null, [""]), new RawColumn("city", null, [city]), new RawColumn("size", [size], null)])).Values;

        Assert.That(values[1..4].Order(), Is.EqualTo((float[])[0, 0, 1]));
    }

    [Test]
    public void Prediction_LooksNeitherAtTheGroupNorAtTheColumnItself()
    {
        var plan = PlanOf([JobBench.Number("group"), Color, JobBench.Number("x")]) with { SplitMethod = SplitMethod.Group, SplitColumn = "group" };
        var rows = new RawRows(4,
            [new RawColumn("group", [1, 2, 1, 2], null), new RawColumn("color", null, ["red", "blue", "red", "blue"]), new RawColumn("x", [5, 6, 5, 6], null)]);

        var predictions = PreparationFitter.Fit(plan, rows, NoTarget(4)).PredictedCategories!;

        // x, then the two colors.
        Assert.That(predictions.Predictors.Owners, Is.EqualTo(["x", "color", "color"]));
        Assert.That(predictions.Columns[0].Weights.Row(1)[0], Is.Not.Zero);
        Assert.That(predictions.Columns[0].Weights.Row(1)[1..].ToArray(), Is.All.Zero);
    }

    [Test]
    public void Number_OfAGroup_IsNotLookedAt()
    {
        var plan = PlanOf([JobBench.Number("group"), JobBench.Number("y") with { Imputation = Imputation.Predicted }, JobBench.Number("x")]) with
        {
            SplitMethod = SplitMethod.Group, SplitColumn = "group",
        };
        var rows = new RawRows(3, [new RawColumn("group", [1, 2, 3], null), new RawColumn("y", [1, 2, 3], null), new RawColumn("x", [4, 7, 5], null)]);

        var weights = PreparationFitter.Fit(plan, rows, NoTarget(3)).Numbers.PredictedFill!.Weights.Row(1);

        Assert.That((weights[0], weights[1], weights[2] != 0), Is.EqualTo((0.0, 0.0, true)));
    }

    [Test]
    public void Classes_BeyondWhatCanBePredicted_AreUnsuitable() => Refuse("DATA_UNSUITABLE", "one of 101 categories, at most 100",
        [Color, JobBench.Number("x")],
        new RawRows(101, [new RawColumn("color", null, Names(101)), new RawColumn("x", new float[101], null)]));

    [Test]
    public void Predictors_BeyondWhatIsLookedAt_AreUnsuitable() => Refuse("DATA_UNSUITABLE", "predicted from 1001 numbers",
        [Color, JobBench.Number("x"), .. Enumerable.Range(0, 10).Select(column => JobBench.Category($"c{column}"))],
        new RawRows(101,
        [
            new RawColumn("color", null, [.. Enumerable.Range(0, 101).Select(row => Colors[row % 3])]), new RawColumn("x", new float[101], null),
            .. Enumerable.Range(0, 10).Select(column => new RawColumn($"c{column}", null, Names(101))),
        ]));

    // 100 classes of 100,000 rows took 34 s on two cores before the work was bounded.
    [Test]
    public void Classes_OfManyRows_AreLearntInTime_AndWell()
    {
        const int rows = 100_000;
        const int classes = 100;
        var random = new Random(3);
        double[] angles = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        string[] truth = [.. angles.Select(angle => $"sector{(int)(angle * classes):d2}")];
        var raw = new RawRows(rows,
        [
            new RawColumn("color", null, Hide(truth)),
            new RawColumn("x", [.. angles.Select(angle => (float)Math.Cos(2 * Math.PI * angle))], null),
            new RawColumn("y", [.. angles.Select(angle => (float)Math.Sin(2 * Math.PI * angle))], null),
        ]);
        var plan = PlanOf([Color, JobBench.Number("x"), JobBench.Number("y")]) with { Threads = 2 };
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var predictions = PreparationFitter.Fit(plan, raw, NoTarget(rows)).PredictedCategories!;

        var filled = predictions.Fill(raw, threads: 2).Columns[0].Texts!;
        var right = Enumerable.Range(0, rows).Where(IsHidden).Average(row => filled[row] == truth[row] ? 1.0 : 0);
        TestContext.Out.WriteLine($"{watch.Elapsed.TotalSeconds:f1} s, {right:p1} of what was hidden is right");
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        Assert.That(right, Is.GreaterThan(0.2), "By chance it would be 0.01.");
    }

    [Test]
    public void Columns_WithNothingBesideThem_AreAnInvalidSpec()
    {
        Refuse("SPEC_INVALID", "'color'", [Color], new RawRows(2, [new RawColumn("color", null, ["a", "b"])]));
        Refuse("SPEC_INVALID", "'y'", [JobBench.Number("y") with { Imputation = Imputation.Predicted }], new RawRows(2, [new RawColumn("y", [1, 2], null)]));
    }

    [TestCase(CategoryEncoding.OneHot)]
    [TestCase(CategoryEncoding.Target)]
    public void Training_Disturbed_EndsWithTheSameBytes(string encoding)
    {
        using var bench = new JobBench();
        var rows = Enumerable.Range(0, 200).Select(row => $"({row % 17}, {(row % 5 == 0 ? "null" : $"'{Colors[row % 17 / 6]}'")}, {row % 17 * 2})");
        var plan = JobBench.Plan(bench.TableOf("size, color, y", string.Join(", ", rows)), "y", LearningTask.Regression, Algorithm.Mlp) with
        {
            Features = [Color with { Encoding = encoding }, JobBench.Number("size")],
            TestRatio = 0.2,
            Network = new NetworkPlan { HiddenUnits = [6] },
            Learning = new LearningPlan { Solver = Solver.Adam, EpochCount = 3, BatchSize = 16, CheckpointSeconds = 0 },
        };
        var whole = bench.Train(plan);
        File.Delete(bench.Folder.CheckpointPath);
        var steps = 0;

        Assert.Throws<OperationCanceledException>(() => bench.Train(plan, onStep: () =>
        {
            if (++steps > 9)
            {
                throw new OperationCanceledException();
            }
        }));
        var resumed = bench.Train(plan);

        Assert.That((resumed.ModelSha256, resumed.ParityError <= 1e-5), Is.EqualTo((whole.ModelSha256, true)));
    }

    private static bool IsHidden(int row) => row % 5 == 2;

    private static string[] Hide(string[] truth) => [.. truth.Select((value, row) => IsHidden(row) ? "" : value)];

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(row => $"name{row}")];

    // Exact in single precision, and so is twice the one less the other.
    private static float[] Eighths(Random random) => [.. Enumerable.Range(0, Rows).Select(_ => random.Next(-8, 9) / 8f)];

    private static int Right(float[] values, int width, int first, string[] truth) => Enumerable.Range(0, truth.Length)
        .Count(row => IsHidden(row) && values[(row * width) + first + Array.IndexOf(Colors, truth[row])] == 1);

    private static void Refuse(string reason, string problem, FeaturePlan[] features, RawRows rows)
    {
        var error = Assert.Throws<MaasException>(() => PreparationFitter.Fit(PlanOf(features), rows, NoTarget(rows.Count)))!;

        Assert.That(error.Reason, Is.EqualTo(reason));
        Assert.That(error.Message, Does.Contain(problem));
    }

    private static FeaturePreparer Fit(FeaturePlan[] features, RawRows rows)
    {
        var plan = PlanOf(features);
        return new ModelGraph(plan, PreparationFitter.Fit(plan, rows, NoTarget(rows.Count))).OpenPreparer(threads: 1);
    }

    private static Target NoTarget(int rows) => new(new double[rows], new int[rows], []);

    private static TrainingPlan PlanOf(IReadOnlyList<FeaturePlan> features) => new()
    {
        TablePath = "", DatasetFingerprint = "", TargetColumn = "t", Task = LearningTask.Regression, Algorithm = Algorithm.LinearRegression, Features = features,
    };
}

using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Running;

/// <summary>
/// Every algorithm with every transform of its features: it trains, is exported, loads in ONNX Runtime, gives the trainer's numbers
/// (the run fails otherwise) and answers rows that no table holds.
/// </summary>
public sealed class TransformMatrixTests
{
    private const string Columns = "\"size\", age, color, city, y, z";

    private static readonly string[] Colors = ["red", "green", "blue"];

    private static readonly string[] Algorithms =
        [Algorithm.LinearRegression, Algorithm.LogisticRegression, Algorithm.Mlp, Algorithm.Cnn, Algorithm.Rnn, Algorithm.GradientBoosting, Algorithm.KMeans];

    private static readonly string[] NeedsTarget = [$"category encoding {CategoryEncoding.Target}", "everything"];

    private static IEnumerable<TestCaseData> Cases() =>
        from algorithm in Algorithms
        from task in LearningTask.All
        where Algorithm.Learns(algorithm, task)
        from transform in Transforms()

        // What a solver is given is the same whichever it is: all of them with all steps at once.
        from solver in transform.Name == "everything" ? ["", .. Solver.Of(algorithm).Where(Solver.IsStepwise)] : (string[])[""]
        where task != LearningTask.Clustering || !NeedsTarget.Contains(transform.Name)
        select new TestCaseData(algorithm, task, solver, transform.Change).SetArgDisplayNames(algorithm, task, solver, transform.Name);

    [TestCaseSource(nameof(Cases))]
    public void Model_OfEveryAlgorithmAndTransform_AnswersRawRows(
        string algorithm, string task, string solver, Func<TrainingPlan, TrainingPlan> change)
    {
        using var bench = new JobBench();
        var plan = change(new TrainingPlan
        {
            TablePath = bench.TableOf(Columns, Rows()),
            DatasetFingerprint = "matrix",
            TargetColumn = task switch { LearningTask.Regression => "z", LearningTask.Clustering => "", _ => "y" },
            Task = task,
            Algorithm = algorithm,
            Features = [JobBench.Number("size"), JobBench.Category("color"), JobBench.Number("age"), JobBench.Category("city")],
            L2Penalty = 0.1,
            Network = new NetworkPlan { HiddenUnits = [6], Channels = [3], StateUnits = 4 },
            Boosting = new BoostingPlan { TreeCount = 20, LeafCount = 7, MinLeafRows = 2 },
            Learning = new LearningPlan { Solver = solver, EpochCount = 2, BatchSize = 16, LearningRate = 0.01, MaxGradientNorm = 1 },
        });

        var outcome = bench.Train(plan);

        using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
        var output = outcome.Signature.Outputs[^1];
        var scores = session.RunFloats(EdgeRows(), output.Name);
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
        Assert.That(scores, Has.Length.EqualTo(5 * output.Shape[1]).And.All.Matches<float>(float.IsFinite));
    }

    private static IEnumerable<(string Name, Func<TrainingPlan, TrainingPlan> Change)> Transforms() =>
    [
        .. Imputation.Numeric.Select(word => Numbers($"imputation {word}", feature => feature with { Imputation = word, ImputationConstant = "7" })),
        .. Imputation.Categorical.Select(word => Categories(
            $"imputation {word}", feature => feature with { Imputation = word, ImputationConstant = "none" })),
        .. Scaling.All.Select(word => Numbers($"scaling {word}", feature => feature with { Scaling = word })),
        .. from rule in Outliers.All
           from action in OutlierAction.All
           select Numbers($"{action} {rule}", feature => feature with { Outliers = rule, OutlierAction = action }),
        .. NumericTransform.All.Select(word => Numbers($"transform {word}", feature => feature with { Transform = word, BinCount = 4 })),
        .. CategoryEncoding.All.Select(word => Categories($"encoding {word}", feature => feature with { Encoding = word })),
        Numbers("missing indicator", feature => feature with { HasMissingIndicator = true }),
        .. RowNormalization.All.Select(word => ($"rows {word}", (Func<TrainingPlan, TrainingPlan>)(plan => plan with { RowNormalization = word }))),
        ("no duplicates", plan => plan with { DropDuplicates = true }),
        ("everything", plan => Change(plan with { RowNormalization = RowNormalization.L2 }, feature => feature.Kind == FeatureKind.Numeric
            ? feature with
            {
                Imputation = Imputation.Predicted, Outliers = Outliers.Mad, Transform = NumericTransform.Log1p, Scaling = Scaling.Robust,
                HasMissingIndicator = true,
            }
            : feature with { Imputation = Imputation.Predicted, Encoding = CategoryEncoding.Target })),
    ];

    private static (string Name, Func<TrainingPlan, TrainingPlan> Change) Numbers(string name, Func<FeaturePlan, FeaturePlan> change) =>
        ($"number {name}", plan => Change(plan, feature => feature.Kind == FeatureKind.Numeric ? change(feature) : feature));

    private static (string Name, Func<TrainingPlan, TrainingPlan> Change) Categories(string name, Func<FeaturePlan, FeaturePlan> change) =>
        ($"category {name}", plan => Change(plan, feature => feature.Kind == FeatureKind.Categorical ? change(feature) : feature));

    private static TrainingPlan Change(TrainingPlan plan, Func<FeaturePlan, FeaturePlan> change) =>
        plan with { Features = [.. plan.Features.Select(change)] };

    private static RawRows EdgeRows() => new(5,
    [
        new RawColumn("size", [float.NaN, 1e30f, -1e30f, 0, float.NaN], null),
        new RawColumn("color", null, ["", "never seen", "red", "\u0000", ""]),
        new RawColumn("age", [float.NaN, float.NaN, 3.4e38f, -3.4e38f, 3.4e38f], null),
        new RawColumn("city", null, ["", "", new string('x', 10_000), "Łódź", "never seen"]),
    ]);

    // Gaps, outliers, duplicates, a rare category; three classes.
    private static string Rows()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 60).Select(row =>
        {
            var (size, age) = (random.NextDouble() * 10, 20 + (random.NextDouble() * 40));
            var sizeText = row % 11 == 0 ? "null" : row == 17 ? "1000" : Text(size);
            var ageText = row % 13 == 0 ? "null" : Text(age);
            var color = row % 7 == 0 ? "null" : $"'{Colors[row % 3]}'";
            var city = row == 31 ? "'Łódź'" : $"'city{row % 9}'";
            return $"({sizeText}, {ageText}, {color}, {city}, '{(char)('a' + (row % 3))}', {Text((2 * size) - (age / 10))})";
        }).ToList();
        return string.Join(", ", (string[])[.. rows, rows[0], rows[1]]);
    }

    private static string Text(double value) => value.ToString("f3", System.Globalization.CultureInfo.InvariantCulture);
}

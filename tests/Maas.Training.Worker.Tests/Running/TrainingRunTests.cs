using Maas.Digests;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Running;

public sealed class TrainingRunTests
{
    private const string MixedColumns = "\"size\", color, y";

    private const string MixedRows =
        "(1.0, 'red', 'a'), (null, 'red', 'a'), (2.0, null, 'a'), "
        + "(4.0, 'blue', 'b'), (5.0, 'blue', 'b'), (9.0, 'green', 'b')";

    [TestCase(Algorithm.LogisticRegression)]
    [TestCase(Algorithm.Mlp)]
    public void Model_OnMissingAndUnseenValues_GivesFiniteProbabilities(string algorithm)
    {
        using var bench = new JobBench();
        var outcome = bench.Train(MixedPlan(bench) with { Algorithm = algorithm, Learning = new LearningPlan { EpochCount = 5 } });
        using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
        var rows = new RawRows(3,
        [
            new RawColumn("size", [float.NaN, 3, -1e30f], null),
            new RawColumn("color", null, ["", "mauve", "red"]),
        ]);

        var (probabilities, labels) = session.RunFloatsAndTexts(rows, "probabilities", "label");

        Assert.That(probabilities, Has.Length.EqualTo(6).And.All.Matches<float>(p => p is >= 0 and <= 1));
        Assert.That(probabilities[0] + probabilities[1], Is.EqualTo(1).Within(1e-6));
        Assert.That(labels, Has.Length.EqualTo(3).And.All.AnyOf("a", "b"));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
    }

    [TestCase(Algorithm.Mlp, LearningTask.Classification, "iris.csv", "species")]
    [TestCase(Algorithm.Mlp, LearningTask.Regression, "diabetes.csv", "progression")]
    [TestCase(Algorithm.LogisticRegression, LearningTask.Classification, "iris.csv", "species")]
    [TestCase(Algorithm.LinearRegression, LearningTask.Regression, "diabetes.csv", "progression")]
    [TestCase(Algorithm.GradientBoosting, LearningTask.Classification, "iris.csv", "species")]
    [TestCase(Algorithm.GradientBoosting, LearningTask.Regression, "diabetes.csv", "progression")]
    public void Model_TrainedTwiceWithOneSeed_HasTheSameBytes(string algorithm, string task, string data, string target)
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf(data), target, task, algorithm) with
        {
            Seed = 42,
            TestRatio = 0.2,
            Learning = new LearningPlan { EpochCount = 5 },
            Boosting = new BoostingPlan { FeatureRatio = 0.7, RowRatio = 0.8 },
            Threads = 2,
        };

        var first = bench.Train(plan).ModelSha256;
        var second = bench.Train(plan).ModelSha256;
        var other = bench.Train(plan with { Seed = 43 }).ModelSha256;

        Assert.That(second, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
        Assert.That(bench.Folder.ReadOutcome().ModelSha256, Is.EqualTo(Sha256Digest.Of(
            File.ReadAllBytes(bench.Folder.ModelPath)).ToString()));
    }

    [Test]
    public void Signature_NamesInputsAndOutputsByMeaning()
    {
        using var bench = new JobBench();

        var signature = bench.Train(MixedPlan(bench)).Signature;

        Assert.That(signature.Inputs.Select(i => (i.Name, i.DataType, i.Role)), Is.EqualTo(new[]
        {
            ("size", "FP32", TensorRole.NumericFeature), ("color", "BYTES", TensorRole.CategoricalFeature),
        }));
        Assert.That(signature.Inputs[1].Categories, Is.EqualTo((string[])["blue", "green", "red"]));
        Assert.That(signature.Outputs.Select(o => (o.Name, o.DataType, o.Role)), Is.EqualTo(new[]
        {
            ("label", "BYTES", TensorRole.PredictedLabel), ("probabilities", "FP32", TensorRole.ClassScores),
        }));
        Assert.That(signature.ClassLabels, Is.EqualTo((string[])["a", "b"]));
    }

    [Test]
    public void Outputs_WhenAColumnIsCalledSo_GetAnotherName()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("prediction, y", "(1, 2), (2, 4), (3, 6)");

        var signature = bench
            .Train(JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression)).Signature;

        Assert.That(signature.Inputs[0].Name, Is.EqualTo("prediction"));
        Assert.That(signature.Outputs[0].Name, Is.EqualTo("prediction_2"));
    }

    [Test]
    public void GoldenExamples_HoldWhatTheModelAnswers_WithOneRowMissing()
    {
        using var bench = new JobBench();

        var golden = bench.Train(MixedPlan(bench)).GoldenExamples;

        Assert.That(golden, Has.Count.EqualTo(4));
        Assert.That(BitConverter.ToSingle(golden[^1].Inputs[0].Content), Is.NaN);
        Assert.That(golden[^1].Inputs[1].Content, Is.EqualTo(new byte[4]));
        Assert.That(golden[0].Outputs[0].Content, Is.EqualTo((byte[])[1, 0, 0, 0, (byte)'a']));
        Assert.That(golden[0].Outputs[1].Content, Has.Length.EqualTo(8));
    }

    [Test]
    public void Baseline_CountsEveryTrainingRowOnce()
    {
        using var bench = new JobBench();
        bench.Train(MixedPlan(bench));

        var baseline = bench.Baseline;

        var size = baseline.Features[0];
        Assert.That(baseline.RowCount, Is.EqualTo(6));
        Assert.That(size.MissingCount, Is.EqualTo(1));
        Assert.That(size.Numeric.Counts.Sum(), Is.EqualTo(5));
        Assert.That(size.Numeric.Edges, Is.Ordered.And.Unique);
        Assert.That(size.Numeric.Counts, Has.Count.EqualTo(size.Numeric.Edges.Count + 1));
        Assert.That(size.Numeric.Mean, Is.EqualTo(4.2).Within(1e-12));
        Assert.That(baseline.Features[1].Categorical.Categories, Is.EqualTo((string[])["blue", "red", "green"]));
        Assert.That(baseline.Prediction.Feature, Is.EqualTo("(prediction)"));
        Assert.That(baseline.Prediction.Categorical.Counts.Sum(), Is.EqualTo(6));
    }

    [Test]
    public void Rows_WithoutTarget_AreDroppedAndCounted()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, y", "(1, 2), (2, null), (3, 6), (4, 'nan'::double)");

        var outcome = bench.Train(JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression));

        Assert.That(outcome.TrainRowCount, Is.EqualTo(2));
        Assert.That(outcome.DroppedRowCount, Is.EqualTo(2));
    }

    // What is missing is the same as what is missing; of each the first row stays: targets 2, 5, 7 and 9.
    [Test]
    public void Duplicates_AreDroppedButForTheFirst()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, c, y", "(1, 'a', 2), (1, 'a', 2), (2, null, 5), (2, 'a', 7), (2, null, 5), (-0.0, 'a', 9), (1, 'a', 2), (0.0, 'a', 9)");
        var plan = JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression);

        using var data = TrainingTable.Open(plan);

        Assert.That(data.FindDuplicates(), Is.EqualTo([1, 4, 6, 7]));
        Assert.That(bench.Train(plan with { DropDuplicates = true }).DroppedRowCount, Is.EqualTo(4));
    }

    [Test]
    public void Classes_OfNumericTarget_AreWrittenShortAndOrderedAsNumbers()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, y", "(1, 10), (2, 9), (3, 10), (4, 2)");

        var outcome = bench.Train(JobBench.Plan(table, "y", LearningTask.Classification, Algorithm.LogisticRegression));

        Assert.That(outcome.Signature.ClassLabels, Is.EqualTo((string[])["2", "9", "10"]));
    }

    private static TrainingPlan MixedPlan(JobBench bench) => JobBench.Plan(
        bench.TableOf(MixedColumns, MixedRows), "y", LearningTask.Classification, Algorithm.LogisticRegression);
}

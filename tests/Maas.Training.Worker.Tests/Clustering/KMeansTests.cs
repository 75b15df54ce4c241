using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Clustering;

public sealed class KMeansTests
{
    // scikit-learn 1.2.1, KMeans(k, n_init=50, tol=0) on iris without the species, as it is and after StandardScaler.
    [TestCase(Scaling.None, 2, 152.3479517603579, 0.6810461692117462)]
    [TestCase(Scaling.None, 3, 78.851441426146, 0.5528190123564094)]
    [TestCase(Scaling.None, 4, 57.22847321428572, 0.4980505049972871)]
    [TestCase(Scaling.ZScore, 2, 222.36170496502302, 0.5817500491982808)]
    [TestCase(Scaling.ZScore, 3, 139.82049635974982, 0.45994823920518635)]
    public void Fit_OfIris_FindsTheClustersOfTheReference(string scaling, int count, double inertia, double silhouette)
    {
        using var bench = new JobBench();

        var outcome = bench.Train(Iris(bench, scaling) with { ClusterCount = count });

        TestContext.Out.WriteLine($"{scaling}, {count}: inertia {outcome.Metrics["train.inertia"]:R}, silhouette {outcome.Metrics["train.silhouette"]:R}");
        Assert.That(outcome.Metrics["train.inertia"], Is.EqualTo(inertia).Within(1e-6 * inertia));
        Assert.That(outcome.Metrics["train.silhouette"], Is.EqualTo(silhouette).Within(1e-6));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
    }

    [TestCase("1e9", "1e4")]
    [TestCase("1e19", "1e17")]
    public void Fit_FarFromNothing_KeepsItsDigits(string place, string distance)
    {
        using var bench = new JobBench();
        var rows = Enumerable.Range(0, 40).Select(row => $"({place} + {distance} * {(row % 2 == 0 ? 0 : 100) + (row / 2)}, 0)");
        var table = bench.TableOf("x, nothing", string.Join(", ", rows));

        var outcome = bench.Train(JobBench.Plan(table, "nothing", LearningTask.Clustering, Algorithm.KMeans) with
        {
            TargetColumn = "", ClusterCount = 2, Features = [JobBench.Number("x", Scaling.None)],
        });

        Assert.That(outcome.Metrics["train.silhouette"], Is.GreaterThan(0.8));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
    }

    [Test]
    public void Fit_WithoutACount_TakesThatOfTheBestSilhouette()
    {
        using var bench = new JobBench();

        var signature = bench.Train(Iris(bench, Scaling.None)).Signature;

        Assert.That((signature.Task, string.Join(",", signature.ClassLabels)), Is.EqualTo((LearningTask.Clustering, "cluster-0,cluster-1")));
        Assert.That(signature.Outputs.Select(output => output.Role), Is.EqualTo((string[])[TensorRole.PredictedLabel, TensorRole.ClassScores]));
    }

    [Test]
    public void Model_OfTwoPoints_TellsHowFarARowBelongsToEach()
    {
        // Middles at 0 and 4. Shares of the inverse squared distances: at 1, 1 : 1/9; at 2, the same; at 0, all.
        using var bench = new JobBench();
        var plan = Plan(bench.TableOf("x", "(0), (0), (4), (4)"), [JobBench.Number("x", Scaling.None)]) with { ClusterCount = 2 };

        bench.Train(plan);

        using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
        var rows = new RawRows(4, [new RawColumn("x", [0, 1, 2, 1e30f], null)]);
        var (scores, labels) = session.RunFloatsAndTexts(rows, "probabilities", "label");
        var first = labels[0] == "cluster-0" ? 0 : 1;
        Assert.That(scores[first], Is.EqualTo(1).Within(1e-6));
        Assert.That(scores[2 + first], Is.EqualTo(0.9).Within(1e-6));
        Assert.That(scores[4..], Is.EqualTo((float[])[0.5f, 0.5f, 0.5f, 0.5f]).Within(1e-6));
    }

    [Test]
    public void Metrics_OfTestRows_AreThoseOfThePoints()
    {
        using var bench = new JobBench();
        var rows = string.Join(", ", Enumerable.Range(0, 200).Select(row => $"({(row % 2 * 100) + (row / 2 % 2)}::double)"));
        var plan = Plan(bench.TableOf("x", rows), [JobBench.Number("x", Scaling.None)]) with { ClusterCount = 2, TestRatio = 0.2 };

        var outcome = bench.Train(plan);

        Assert.That(outcome.Metrics.Keys, Is.EquivalentTo((string[])[
            "test.inertia", "test.mean_squared_distance", "test.silhouette", "train.inertia", "train.mean_squared_distance", "train.silhouette"]));
        Assert.That(outcome.Metrics["test.mean_squared_distance"], Is.EqualTo(0.25).Within(0.05));
        Assert.That(outcome.Metrics["test.silhouette"], Is.GreaterThan(0.98));
        Assert.That((outcome.Confusion.Count, outcome.ImportanceMetric), Is.EqualTo((0, "test.same_cluster")));
        Assert.That(outcome.Importances.Single().Mean, Is.EqualTo(0.5).Within(0.2));
    }

    [TestCase(3)]
    [TestCase(0)]
    public void Fit_OfFewerDifferentRows_FailsAndSaysSo(int count)
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x", count == 0 ? "(1), (1), (1)" : "(1), (2), (1), (2)");

        var error = bench.Fail(Plan(table, [JobBench.Number("x")]) with { ClusterCount = count });

        Assert.That((error.Reason, error.Message), Is.EqualTo(("DATA_UNSUITABLE", error.Message)));
        Assert.That(error.Message, Does.Contain($"fewer than {Math.Max(2, count)} different rows"));
    }

    [Test]
    public void Fit_WithTheEncodingTarget_IsAnInvalidSpec()
    {
        using var bench = new JobBench();
        var feature = JobBench.Category("c") with { Encoding = CategoryEncoding.Target };

        var error = bench.Fail(Plan(bench.TableOf("c", "('a'), ('b'), ('c')"), [feature]));

        Assert.That(error.Reason, Is.EqualTo("SPEC_INVALID"));
    }

    [Test]
    public void Model_TrainedTwiceWithOneSeed_HasTheSameBytes()
    {
        using var bench = new JobBench();
        var plan = Iris(bench, Scaling.ZScore) with { Seed = 5, TestRatio = 0.2 };

        var first = bench.Train(plan).ModelSha256;
        var second = bench.Train(plan).ModelSha256;

        Assert.That(second, Is.EqualTo(first));
    }

    private static TrainingPlan Iris(JobBench bench, string scaling)
    {
        var plan = JobBench.Plan(bench.TableOf("iris.csv"), "species", LearningTask.Clustering, Algorithm.KMeans);
        return plan with { TargetColumn = "", Features = [.. plan.Features.Select(feature => feature with { Scaling = scaling })] };
    }

    private static TrainingPlan Plan(string table, IReadOnlyList<FeaturePlan> features) => new()
    {
        TablePath = table,
        DatasetFingerprint = "points",
        TargetColumn = "",
        Task = LearningTask.Clustering,
        Algorithm = Algorithm.KMeans,
        Features = features,
        TestRatio = 0,
    };
}

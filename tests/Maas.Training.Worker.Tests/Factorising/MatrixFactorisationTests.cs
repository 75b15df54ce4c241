using System.Globalization;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Factorising;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Factorising;

public sealed class MatrixFactorisationTests
{
    private const double Noise = 0.1;

    [Test]
    public void Fit_OfRatingsOfRankTwo_FindsThemBehindTheNoise()
    {
        using var bench = new JobBench();
        var plan = Plan(bench) with { TestRatio = 0.2, FactorCount = 4, L2Penalty = 0.1 };

        var factors = bench.Train(plan).Metrics;
        var biases = bench.Train(plan with { L2Penalty = 1e6 }).Metrics;

        TestContext.Out.WriteLine($"test rmse {factors["test.rmse"]:f3} of a noise of {Noise}, mae {factors["test.mae"]:f3}; held down {biases["test.rmse"]:f3}");
        Assert.That(factors["test.rmse"], Is.LessThan(2.5 * Noise));
        Assert.That(biases["test.rmse"], Is.GreaterThan(5 * Noise));
    }

    [Test]
    public void Model_OfUsersAndItemsNotSeen_FallsBackToWhatIsKnown()
    {
        using var bench = new JobBench();
        var outcome = bench.Train(Plan(bench));

        using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
        var known = new RawColumn("item", null, [.. Enumerable.Range(0, 30).Select(item => $"item{item}")]);
        var ofItems = session.RunFloats(new RawRows(30, [new RawColumn("user", null, [.. Enumerable.Repeat("stranger", 30)]), known]), "prediction");
        var ofNobody = session.RunFloats(
            new RawRows(2, [new RawColumn("user", null, ["stranger", ""]), new RawColumn("item", null, ["novelty", ""])]), "prediction");
        var mean = Ratings().Average(rating => rating.Value);
        Assert.That(ofNobody, Has.All.EqualTo(mean).Within(1e-4));
        Assert.That(ofItems.Max() - ofItems.Min(), Is.GreaterThan(0.5), "items differ also for a stranger");
        Assert.That(outcome.Signature.Inputs.Select(input => (input.Name, input.Role)), Is.EqualTo(new[]
        {
            ("user", TensorRole.CategoricalFeature), ("item", TensorRole.CategoricalFeature),
        }));
        Assert.That(outcome.Signature.Outputs.Single().Role, Is.EqualTo(TensorRole.PredictedValue));
    }

    [Test]
    public void Fit_WithPatience_KeepsTheBestSweep()
    {
        using var bench = new JobBench();
        var plan = Plan(bench) with
        {
            ValidationRatio = 0.2,
            Learning = new LearningPlan { EpochCount = 200, Patience = 3, MinImprovement = 1e-3 },
        };

        var outcome = bench.Train(plan);

        Assert.That(outcome.EpochLosses, Has.Count.LessThan(200).And.Count.EqualTo(outcome.BestEpoch + 3));
        Assert.That(outcome.ValidationLosses[outcome.BestEpoch - 1], Is.EqualTo(outcome.ValidationLosses.Min()).Within(1e-3));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
    }

    [Test]
    public void Model_TrainedTwiceWithOneSeed_HasTheSameBytes()
    {
        using var bench = new JobBench();
        var plan = Plan(bench) with { Seed = 9 };

        var first = bench.Train(plan).ModelSha256;
        var second = bench.Train(plan).ModelSha256;

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Fit_WithoutAPenalty_IsAnInvalidSpec()
    {
        using var bench = new JobBench();

        Assert.That(bench.Fail(Plan(bench) with { L2Penalty = 0 }).Reason, Is.EqualTo("SPEC_INVALID"));
    }

    // X'X + I = [[3, 1], [1, 2]] of the rows (1, 0), (1, 1); X'y = (5, 3): the solution is (7/5, 4/5).
    [Test]
    public void Solve_OfTwoUnknowns_IsTheOneByHand()
    {
        var system = new RidgeSystem(2, 1);
        system.Clear();
        system.Add([1, 0], 2);
        system.Add([1, 1], 3);

        Assert.That(system.Solve().ToArray(), Is.EqualTo((double[])[1.4, 0.8]).Within(1e-12));
    }

    private static TrainingPlan Plan(JobBench bench) => new()
    {
        TablePath = bench.TableOf("\"user\", item, rating", string.Join(", ", Ratings().Select(rating =>
            string.Create(CultureInfo.InvariantCulture, $"('user{rating.User}', 'item{rating.Item}', {rating.Value}::double)")))),
        DatasetFingerprint = "ratings",
        TargetColumn = "rating",
        Task = LearningTask.Recommendation,
        Algorithm = Algorithm.MatrixFactorisation,
        Features = [Id("user"), Id("item")],
        FactorCount = 4,
        L2Penalty = 1,
        TestRatio = 0,
        Learning = new LearningPlan { EpochCount = 20 },
    };

    private static FeaturePlan Id(string column) => new()
    {
        Column = column,
        Kind = FeatureKind.Categorical,
        Imputation = Imputation.Constant,
        ImputationConstant = "(nobody)",
        Encoding = CategoryEncoding.Ordinal,
    };

    // Half of what 60 users give 30 items: biases, two factors, noise.
    private static List<(int User, int Item, double Value)> Ratings()
    {
        var random = new Random(3);
        var users = Enumerable.Range(0, 60).Select(_ => Draw(random)).ToList();
        var items = Enumerable.Range(0, 30).Select(_ => Draw(random)).ToList();
        return
        [
            .. from user in Enumerable.Range(0, 60)
               from item in Enumerable.Range(0, 30)
               where random.NextDouble() < 0.5
               let product = users[user].Zip(items[item], (a, b) => a * b).Skip(1).Sum()
               select (user, item, 3 + users[user][0] + items[item][0] + product + (Noise * ((2 * random.NextDouble()) - 1) * Math.Sqrt(3))),
        ];
    }

    private static double[] Draw(Random random) => [.. Enumerable.Range(0, 3).Select(_ => (2 * random.NextDouble()) - 1)];
}

using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;
using Direction = Maas.Contracts.Registry.V1.GetLineageRequest.Types.Direction;
using Kind = Maas.Contracts.Registry.V1.LineageEdge.Types.Kind;

namespace Maas.Registry.Tests.Lineages;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class LineageTests(TestDatabase database)
{
    private const string Data = "datasets/customers/versions/3";

    private RegistryFixture _registry = null!;

    // 1 from the data, 2 continues 1, 3 continues 2 and is production.
    [SetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        var content = await _registry.PrepareVersionAsync(RegistryFixture.Graph(), CancellationToken.None);
        await _registry.CreateModelAsync("churn", CancellationToken.None);
        for (var number = 1; number <= 3; number++)
        {
            var version = content.Clone();
            version.Metrics["test.auc"] = 0.5 + (number / 10.0);
            version.Lineage = number == 1
                ? new Lineage { DatasetVersion = Data, TrainingJob = "trainingJobs/j1", CodeRevision = "abc", DatasetSha256 = new string('a', 64) }
                : new Lineage { ParentModelVersion = Version(number - 1) };
            await _registry.CreateVersionAsync("churn", version, CancellationToken.None);
        }

        await _registry.SetAliasAsync("models/churn/aliases/production", Version(3), CancellationToken.None);
        await _registry.Client.CreateDeploymentAsync(new()
        {
            DeploymentId = "churn",
            Deployment = new Deployment
            {
                Model = "models/churn", Routes = { new Route { Target = "models/churn/aliases/production", TrafficPercent = 100 } },
            },
        });
    }

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Upstream_OfTheLastVersion_ReachesTheData()
    {
        var lineage = await FollowAsync(Version(3), Direction.Upstream);

        Assert.That(lineage.Edges.Select(edge => (edge.Kind, edge.From)), Is.EqualTo(new[]
        {
            (Kind.Continues, Version(2)), (Kind.Continues, Version(1)), (Kind.TrainedOn, Data), (Kind.MadeBy, "trainingJobs/j1"),
            (Kind.Code, "codeRevisions/abc"),
        }));
    }

    [TestCase(Data, Kind.TrainedOn)]
    [TestCase("trainingJobs/j1", Kind.MadeBy)]
    [TestCase("codeRevisions/abc", Kind.Code)]
    public async Task Downstream_OfAnOrigin_ReachesTheDeployment(string origin, Kind kind)
    {
        var lineage = await FollowAsync(origin, Direction.Downstream);

        Assert.That(lineage.Edges.Select(edge => (edge.Kind, edge.To)), Is.EqualTo(new[]
        {
            (kind, Version(1)), (Kind.Continues, Version(2)), (Kind.Continues, Version(3)),
            (Kind.Alias, "models/churn/aliases/production"), (Kind.ServedBy, "deployments/churn"),
        }));
        Assert.That(lineage.Truncated, Is.False);
    }

    [Test]
    public async Task Follow_NotFarEnough_SaysThatThereIsMore()
    {
        var lineage = await FollowAsync(Version(3), Direction.Upstream, maxDepth: 1);

        Assert.That((lineage.Edges.Count, lineage.Truncated), Is.EqualTo((1, true)));
    }

    [TestCase("models/churn/versions/9", "RESOURCE_NOT_FOUND")]
    [TestCase("models/churn", "INVALID_FIELD")]
    public async Task Follow_FromNowhere_IsRefused(string resource, string reason)
    {
        var failure = await RegistryFailure.OfAsync(() => FollowAsync(resource, Direction.Upstream));

        Assert.That(failure.Reason, Is.EqualTo(reason));
    }

    [Test]
    public async Task Compare_PutsMetricsSideBySide()
    {
        var compared = await _registry.Client.CompareModelVersionsAsync(new() { Names = { Version(1), Version(3) } });

        var metric = compared.Metrics.Single();
        Assert.That(metric.Values[1].Difference, Is.EqualTo(0.2).Within(1e-12));
        Assert.That(
            (compared.Differences[0].SameFiles, compared.Differences[0].SameSignature, compared.Differences[0].HasSameDataset),
            Is.EqualTo((true, true, false)));
    }

    private static string Version(int number) => $"models/churn/versions/{number}";

    private async Task<GetLineageResponse> FollowAsync(string resource, Direction direction, int maxDepth = 0) =>
        await _registry.Client.GetLineageAsync(new() { Resource = resource, Direction = direction, MaxDepth = maxDepth });
}

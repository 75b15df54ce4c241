using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;
using State = Maas.Contracts.Registry.V1.ReplicaStatus.Types.State;

namespace Maas.Registry.Tests.Deployments;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class DeploymentBoardTests(TestDatabase database)
{
    private const string Production = "models/churn/aliases/production";

    private RegistryFixture _registry = null!;

    private RegistryService.RegistryServiceClient Client => _registry.Client;

    [SetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        await _registry.CreateModelWithVersionsAsync("churn", 2, CancellationToken.None);
        await _registry.SetAliasAsync(Production, "models/churn/versions/1", CancellationToken.None);
    }

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Create_ResolvesTargetsAndFollowsTheAlias(CancellationToken cancellationToken)
    {
        var created = await CreateAsync(cancellationToken, (Production, 90), ("models/churn/versions/2", 10));
        await _registry.SetAliasAsync(Production, "models/churn/versions/2", cancellationToken);

        var found = await GetAsync(cancellationToken);

        Assert.That(created.Routes[0].ResolvedModelVersion, Is.EqualTo("models/churn/versions/1"));
        Assert.That(found.Routes[0].ResolvedModelVersion, Is.EqualTo("models/churn/versions/2"));
        Assert.That(found.Etag, Is.EqualTo(created.Etag));
    }

    [TestCase("models/churn/aliases/production", 60, "models/churn/versions/2", 30, "sum to 100, got 90")]
    [TestCase("models/churn/aliases/production", 50, "models/churn/aliases/production", 50, "is there twice")]
    [TestCase("models/churn/aliases/production", 101, "models/churn/versions/2", -1, "Expected 0 to 100")]
    [TestCase("models/fraud/versions/1", 50, "models/churn/versions/2", 50, "Expected 'models/churn/aliases/{id}'")]
    public async Task Create_RoutesThatBreakARule_SaysWhich(string a, int percentA, string b, int percentB, string problem)
    {
        var failure = await RegistryFailure.OfAsync(() => CreateAsync(CancellationToken.None, (a, percentA), (b, percentB)));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "INVALID_FIELD")));
        Assert.That(failure.Message, Does.Contain(problem));
    }

    [TestCase("models/churn/aliases/staging")]
    [TestCase("models/churn/versions/9")]
    public async Task Create_UnknownTarget_IsNotFound(string target)
    {
        var failure = await RegistryFailure.OfAsync(() => CreateAsync(CancellationToken.None, (target, 100)));

        Assert.That((failure.Code, failure.Metadata["resource"]), Is.EqualTo((StatusCode.NotFound, target)));
    }

    [Test]
    public async Task Update_WithMask_WritesOnlyWhatItNames(CancellationToken cancellationToken)
    {
        var created = await CreateAsync(cancellationToken, (Production, 100));

        var updated = await Client.UpdateDeploymentAsync(
            new UpdateDeploymentRequest
            {
                Deployment = new Deployment { Name = created.Name, MonitoringSampleRatio = 0.25, Etag = created.Etag },
                UpdateMask = new FieldMask { Paths = { "monitoring_sample_ratio" } },
            },
            cancellationToken: cancellationToken);

        Assert.That(updated.MonitoringSampleRatio, Is.EqualTo(0.25));
        Assert.That(updated.Routes, Is.EqualTo(created.Routes));
    }

    [Test]
    public async Task Update_WithStaleEtag_IsAborted(CancellationToken cancellationToken)
    {
        var created = await CreateAsync(cancellationToken, (Production, 100));
        var request = new UpdateDeploymentRequest
        {
            Deployment = new Deployment { Name = created.Name, Labels = { ["a"] = "b" }, Etag = created.Etag },
            UpdateMask = new FieldMask { Paths = { "labels" } },
        };
        await Client.UpdateDeploymentAsync(request, cancellationToken: cancellationToken);

        var failure = await RegistryFailure.OfAsync(
            async () => await Client.UpdateDeploymentAsync(request, cancellationToken: cancellationToken));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.Aborted, "ETAG_MISMATCH")));
    }

    [Test]
    public async Task Delete_ThenCreate_NeverRepeatsUidOrEtag(CancellationToken cancellationToken)
    {
        var first = await CreateAsync(cancellationToken, (Production, 100));
        await Client.DeleteDeploymentAsync(
            new DeleteDeploymentRequest { Name = first.Name, Etag = first.Etag }, cancellationToken: cancellationToken);

        var second = await CreateAsync(cancellationToken, (Production, 100));

        Assert.That(second.Uid, Is.Not.EqualTo(first.Uid));
        Assert.That(second.Etag, Is.Not.EqualTo(first.Etag));
    }

    [Test]
    public async Task Report_ShowsUntilTheReplicaStops(CancellationToken cancellationToken)
    {
        await CreateAsync(cancellationToken, (Production, 100));

        await ReportAsync(cancellationToken, new ReplicaStatus
        {
            Replica = "r1",
            ModelVersion = "models/churn/versions/1",
            State = State.Ready,
            Device = "cpu",
        });
        var during = await GetAsync(cancellationToken);
        await ReportAsync(cancellationToken);
        var after = await GetAsync(cancellationToken);

        Assert.That(during.ReplicaStatuses.Single().Device, Is.EqualTo("cpu"));
        Assert.That(during.ReplicaStatuses.Single().ReportTime, Is.Not.Null);
        Assert.That(after.ReplicaStatuses, Is.Empty);
    }

    [Test]
    public async Task Report_OfUnknownDeployment_IsNotFound(CancellationToken cancellationToken)
    {
        var failure = await RegistryFailure.OfAsync(() => ReportAsync(cancellationToken));

        Assert.That(failure.Code, Is.EqualTo(StatusCode.NotFound));
    }

    private async Task<Deployment> CreateAsync(CancellationToken cancellationToken, params (string Target, int Percent)[] routes) =>
        await Client.CreateDeploymentAsync(
            new CreateDeploymentRequest
            {
                DeploymentId = "churn",
                Deployment = new Deployment
                {
                    Model = "models/churn",
                    Routes = { routes.Select(route => new Route { Target = route.Target, TrafficPercent = route.Percent }) },
                },
            },
            cancellationToken: cancellationToken);

    private async Task<Deployment> GetAsync(CancellationToken cancellationToken) => await Client.GetDeploymentAsync(
        new GetDeploymentRequest { Name = "deployments/churn" }, cancellationToken: cancellationToken);

    private async Task ReportAsync(CancellationToken cancellationToken, params ReplicaStatus[] statuses) =>
        await Client.ReportReplicaStatusAsync(
            new ReportReplicaStatusRequest { Deployment = "deployments/churn", Replica = "r1", Statuses = { statuses } },
            cancellationToken: cancellationToken);
}

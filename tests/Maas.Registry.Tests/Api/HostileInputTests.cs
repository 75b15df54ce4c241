using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;

namespace Maas.Registry.Tests.Api;

/// <summary>Input that one database keeps and the other refuses, or that no database should see, is the caller's mistake on both.</summary>
[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class HostileInputTests(TestDatabase database)
{
    private RegistryFixture _registry = null!;

    private RegistryService.RegistryServiceClient Client => _registry.Client;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        await _registry.CreateModelWithVersionsAsync("churn", 1, CancellationToken.None);
        await _registry.SetAliasAsync("models/churn/aliases/production", "models/churn/versions/1", CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Nul_Anywhere_IsInvalidArgument()
    {
        (string What, Func<Task> Call)[] calls =
        [
            ("display name", async () => await Client.CreateModelAsync(new() { ModelId = "a", Model = new Model { DisplayName = "a\0b" } })),
            ("label", async () => await Client.CreateModelAsync(new() { ModelId = "a", Model = new Model { Labels = { ["k"] = "a\0b" } } })),
            ("filter value", async () => await Client.ListModelsAsync(new() { Filter = "display_name = \"a\0b\"" })),
            ("filter key", async () => await Client.ListModelVersionsAsync(new() { Parent = "models/-", Filter = "labels.\"a\0b\" = x" })),
            ("order", async () => await Client.ListModelVersionsAsync(new() { Parent = "models/-", OrderBy = "labels.a\0b" })),
            ("audit filter", async () => await _registry.Maintenance.ListAuditEventsAsync(new() { Filter = "actor = \"\0\"" })),
            ("name", async () => await Client.GetModelAsync(new() { Name = "models/a\0" })),
            ("deployment", async () => await Client.GetDeploymentAsync(new() { Name = "deployments/a\0" })),
            ("lineage", async () => await Client.GetLineageAsync(new() { Resource = "codeRevisions/a\0" })),
            ("reason", async () => await Client.QuarantineModelVersionAsync(new() { Name = "models/churn/versions/1", Reason = "\0" })),
            ("card", () => CreateAsync(version => version.Card = "a\0b")),
            ("code revision", () => CreateAsync(version => version.Lineage.CodeRevision = "a\0b")),
        ];

        await AssertInvalidAsync(calls);
    }

    [Test]
    public async Task Lineage_AndMetricsAndGoldenExamples_HaveFormsAndLimits() => await AssertInvalidAsync(
    [
        ("code revision", () => CreateAsync(version => version.Lineage.CodeRevision = new string('x', 10_000))),
        ("parent", () => CreateAsync(version => version.Lineage.ParentModelVersion = "hello world")),
        ("dataset", () => CreateAsync(version => version.Lineage.DatasetVersion = "datasets/" + new string('x', 9000) + "/versions/1")),
        ("dataset digest", () => CreateAsync(version => version.Lineage.DatasetSha256 = "zz")),
        ("job", () => CreateAsync(version => version.Lineage.TrainingJob = "job")),
        ("metric", () => CreateAsync(version => version.Metrics[new string('m', 30_000)] = 1)),
    ]);

    [Test]
    public async Task Times_OutOfRange_AreInvalidArgument() => await AssertInvalidAsync(
    [
        ("look-up", async () => await Client.LookUpAliasAsync(new() { Name = "models/churn/aliases/production", ReadTime = new Timestamp { Seconds = long.MaxValue } })),
        ("rollback", async () => await Client.RollbackAliasAsync(new() { Name = "models/churn/aliases/production", ReadTime = new Timestamp { Nanos = -1 } })),
        ("deployment", async () => await Client.LookUpDeploymentAsync(new() { Name = "deployments/churn", ReadTime = new Timestamp { Seconds = long.MinValue } })),
        ("expectation", async () => await Client.RollbackAliasAsync(new() { Name = "models/churn/aliases/production", ExpectedModelVersion = "garbage" })),
        ("half an audit head", async () => await _registry.Maintenance.VerifyAuditLogAsync(new() { ExpectedSha256 = "zz" })),
        ("negative audit head", async () => await _registry.Maintenance.VerifyAuditLogAsync(new() { ExpectedSequenceNumber = -5 })),
        ("any entry of a map", async () => await Client.ListModelsAsync(new() { Filter = "labels:*" })),
    ]);

    [Test]
    public async Task RepeatedCreate_AfterItsModelWasDeleted_GetsTheFirstAnswer(CancellationToken cancellationToken)
    {
        await _registry.CreateModelAsync("gone", cancellationToken);
        var request = new CreateModelVersionRequest
        {
            Parent = "models/gone",
            ModelVersion = await _registry.PrepareVersionAsync(RegistryFixture.Graph(), cancellationToken),
            RequestId = Guid.NewGuid().ToString(),
        };
        var first = await Client.CreateModelVersionAsync(request, cancellationToken: cancellationToken);
        await Client.DeleteModelAsync(new() { Name = "models/gone" }, cancellationToken: cancellationToken);

        Assert.That(await Client.CreateModelVersionAsync(request, cancellationToken: cancellationToken), Is.EqualTo(first));
    }

    [Test]
    public async Task Page_OfLargeVersions_EndsBeforeTheMessageIsTooLarge(CancellationToken cancellationToken)
    {
        await _registry.CreateModelAsync("large", cancellationToken);
        var version = await _registry.PrepareVersionAsync(RegistryFixture.Graph(), cancellationToken);
        version.Card = new string('c', 64 * 1024);
        const int Count = 300;
        for (var i = 0; i < Count; i++)
        {
            await _registry.CreateVersionAsync("large", version, cancellationToken);
        }

        var request = new ListModelVersionsRequest { Parent = "models/large", PageSize = 1000 };
        var (found, largest) = (0, 0);
        do
        {
            var page = await Client.ListModelVersionsAsync(request, cancellationToken: cancellationToken);
            found += page.ModelVersions.Count;
            largest = Math.Max(largest, page.CalculateSize());
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.That((found, largest < 17 << 20), Is.EqualTo((Count, true)));
    }

    private async Task CreateAsync(Action<ModelVersion> change)
    {
        var version = await _registry.PrepareVersionAsync(RegistryFixture.Graph(), CancellationToken.None);
        version.Lineage = new Lineage();
        change(version);
        await _registry.CreateVersionAsync("churn", version, CancellationToken.None);
    }

    private static async Task AssertInvalidAsync((string What, Func<Task> Call)[] calls)
    {
        foreach (var (what, call) in calls)
        {
            var error = await Assert.ThrowsAsync<RpcException>(() => call());
            Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.InvalidArgument), $"{what}: {error.Status.Detail}");
        }
    }
}

using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;
using State = Maas.Contracts.Registry.V1.ModelVersion.Types.State;

namespace Maas.Registry.Tests.Versions;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class VersionStatesTests(TestDatabase database)
{
    private const string First = "models/churn/versions/1";
    private const string Second = "models/churn/versions/2";
    private const string Production = "models/churn/aliases/production";

    private RegistryFixture _registry = null!;

    private RegistryService.RegistryServiceClient Client => _registry.Client;

    [SetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        await _registry.CreateModelWithVersionsAsync("churn", 2, CancellationToken.None);
    }

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Delete_ThenUndelete_GivesBackTheSameVersion(CancellationToken cancellationToken)
    {
        var before = await GetAsync(First, cancellationToken);
        var deleted = await Client.DeleteModelVersionAsync(new() { Name = First, Etag = before.Etag }, cancellationToken: cancellationToken);
        var listed = await ListAsync(showDeleted: false, cancellationToken);
        var all = await ListAsync(showDeleted: true, cancellationToken);

        var after = await Client.UndeleteModelVersionAsync(new() { Name = First }, cancellationToken: cancellationToken);

        Assert.That((deleted.State, deleted.ExpireTime > deleted.DeleteTime), Is.EqualTo((State.Deleted, true)));
        Assert.That((listed.Count, all.Count), Is.EqualTo((1, 2)));
        Assert.That(after.Etag, Is.Not.EqualTo(before.Etag));
        after.Etag = before.Etag;
        Assert.That(after, Is.EqualTo(before));
    }

    [Test]
    public async Task Delete_WhileAnAliasPointsAtIt_IsRefusedAndNamesTheAlias(CancellationToken cancellationToken)
    {
        await _registry.SetAliasAsync(Production, First, cancellationToken);

        var failure = await RegistryFailure.OfAsync(
            async () => await Client.DeleteModelVersionAsync(new() { Name = First }, cancellationToken: cancellationToken));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.FailedPrecondition, "RESOURCE_IN_USE")));
        Assert.That(failure.Metadata["usedBy"], Is.EqualTo(Production));
    }

    [Test]
    public async Task DeletedVersion_CanBecomeNoTarget(CancellationToken cancellationToken)
    {
        await Client.DeleteModelVersionAsync(new() { Name = First }, cancellationToken: cancellationToken);

        var failure = await RegistryFailure.OfAsync(() => _registry.SetAliasAsync(Production, First, cancellationToken));

        Assert.That((failure.Reason, failure.Metadata["state"]), Is.EqualTo(("STATE_CONFLICT", "Deleted")));
    }

    [Test]
    public async Task Delete_WithStaleEtag_IsAborted(CancellationToken cancellationToken)
    {
        var failure = await RegistryFailure.OfAsync(
            async () => await Client.DeleteModelVersionAsync(new() { Name = First, Etag = "\"0\"" }, cancellationToken: cancellationToken));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.Aborted, "ETAG_MISMATCH")));
    }

    [Test]
    public async Task Quarantine_TakesTheVersionFromItsDeploymentAtOnce(CancellationToken cancellationToken)
    {
        await DeployAsync(cancellationToken);
        await Client.QuarantineModelVersionAsync(new() { Name = First, Reason = "leaks labels" }, cancellationToken: cancellationToken);
        var quarantined = await GetDeploymentAsync(cancellationToken);
        var refused = await RegistryFailure.OfAsync(() => _registry.SetAliasAsync("models/churn/aliases/canary", First, cancellationToken));

        await Client.ReinstateModelVersionAsync(new() { Name = First }, cancellationToken: cancellationToken);

        Assert.That(quarantined.Routes[0].ResolvedModelVersion, Is.Empty);
        Assert.That(refused.Reason, Is.EqualTo("STATE_CONFLICT"));
        Assert.That((await GetDeploymentAsync(cancellationToken)).Routes[0].ResolvedModelVersion, Is.EqualTo(First));
    }

    [Test]
    public async Task Deprecate_KeepsItServed(CancellationToken cancellationToken)
    {
        await DeployAsync(cancellationToken);

        var version = await Client.DeprecateModelVersionAsync(new() { Name = First, Reason = "v2 is better" }, cancellationToken: cancellationToken);

        Assert.That((version.State, version.StateReason), Is.EqualTo((State.Deprecated, "v2 is better")));
        Assert.That((await GetDeploymentAsync(cancellationToken)).Routes[0].ResolvedModelVersion, Is.EqualTo(First));
    }

    [Test]
    public async Task DeletedNumber_IsNeverGivenOutAgain(CancellationToken cancellationToken)
    {
        await Client.DeleteModelVersionAsync(new() { Name = Second }, cancellationToken: cancellationToken);

        var content = await _registry.PrepareVersionAsync(RegistryFixture.Graph(9), cancellationToken);
        var next = await _registry.CreateVersionAsync("churn", content, cancellationToken);

        Assert.That(next.Name, Is.EqualTo("models/churn/versions/3"));
    }

    [TestCase("undelete")]
    [TestCase("reinstate")]
    public async Task Move_ThatTheStateForbids_SaysWhatWasExpected(string move)
    {
        var failure = await RegistryFailure.OfAsync(async () =>
        {
            _ = move == "undelete"
                ? await Client.UndeleteModelVersionAsync(new() { Name = First })
                : await Client.ReinstateModelVersionAsync(new() { Name = First });
        });

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.FailedPrecondition, "STATE_CONFLICT")));
        Assert.That(failure.Metadata["expected"], Is.EqualTo(move == "undelete" ? "Deleted" : "Deprecated or Quarantined"));
    }

    [Test]
    public async Task DeletedModel_HidesItsVersionsAndRefusesWritesUntilUndeleted(CancellationToken cancellationToken)
    {
        await _registry.SetAliasAsync(Production, First, cancellationToken);
        await Client.DeleteModelAsync(new() { Name = "models/churn" }, cancellationToken: cancellationToken);
        var write = await RegistryFailure.OfAsync(() => _registry.SetAliasAsync(Production, Second, cancellationToken));
        var again = await RegistryFailure.OfAsync(() => _registry.CreateModelAsync("churn", cancellationToken));
        var hidden = await Client.ListModelVersionsAsync(new() { Parent = "models/-" }, cancellationToken: cancellationToken);

        var model = await Client.UndeleteModelAsync(new() { Name = "models/churn" }, cancellationToken: cancellationToken);

        Assert.That((write.Reason, again.Reason, hidden.ModelVersions.Count), Is.EqualTo(("STATE_CONFLICT", "RESOURCE_ALREADY_EXISTS", 0)));
        Assert.That(again.Message, Does.Contain("was deleted and is kept until"));
        Assert.That(model.Aliases["production"], Is.EqualTo(First));
        Assert.That(await ListAsync(showDeleted: false, cancellationToken), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task DeleteModel_WhileADeploymentServesIt_IsRefused(CancellationToken cancellationToken)
    {
        await DeployAsync(cancellationToken);

        var failure = await RegistryFailure.OfAsync(
            async () => await Client.DeleteModelAsync(new() { Name = "models/churn" }, cancellationToken: cancellationToken));

        Assert.That((failure.Reason, failure.Metadata["usedBy"]), Is.EqualTo(("RESOURCE_IN_USE", "deployments/churn")));
    }

    private async Task DeployAsync(CancellationToken cancellationToken)
    {
        await _registry.SetAliasAsync(Production, First, cancellationToken);
        await Client.CreateDeploymentAsync(
            new()
            {
                DeploymentId = "churn",
                Deployment = new Deployment { Model = "models/churn", Routes = { new Route { Target = Production, TrafficPercent = 100 } } },
            },
            cancellationToken: cancellationToken);
    }

    private async Task<Deployment> GetDeploymentAsync(CancellationToken cancellationToken) =>
        await Client.GetDeploymentAsync(new() { Name = "deployments/churn" }, cancellationToken: cancellationToken);

    private async Task<ModelVersion> GetAsync(string name, CancellationToken cancellationToken) =>
        await Client.GetModelVersionAsync(new() { Name = name }, cancellationToken: cancellationToken);

    private async Task<IList<ModelVersion>> ListAsync(bool showDeleted, CancellationToken cancellationToken)
    {
        var listed = await Client.ListModelVersionsAsync(
            new() { Parent = "models/churn", ShowDeleted = showDeleted }, cancellationToken: cancellationToken);
        return listed.ModelVersions;
    }
}

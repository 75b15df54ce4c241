using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;

namespace Maas.Registry.Tests.Aliases;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class RollbackTests(TestDatabase database)
{
    private const string Production = "models/churn/aliases/production";

    private RegistryFixture _registry = null!;

    private RegistryService.RegistryServiceClient Client => _registry.Client;

    [SetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        await _registry.CreateModelWithVersionsAsync("churn", 3, CancellationToken.None);
    }

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Rollback_GoesBackOneMove_AndTwiceUndoesIt(CancellationToken cancellationToken)
    {
        await MoveThroughAsync(1, 3);

        var back = await Client.RollbackAliasAsync(new() { Name = Production }, cancellationToken: cancellationToken);
        var again = await Client.RollbackAliasAsync(new() { Name = Production }, cancellationToken: cancellationToken);

        Assert.That((back.ModelVersion, again.ModelVersion), Is.EqualTo((Version(1), Version(3))));
        var history = await Client.ListAliasHistoryAsync(new() { Name = Production }, cancellationToken: cancellationToken);
        Assert.That(history.AliasMoves.Select(move => move.IsRollback), Is.EqualTo(new[] { true, true, false, false }));
    }

    [Test]
    public async Task Rollback_ToATime_AndLookUp_AgreeWithTheHistory(CancellationToken cancellationToken)
    {
        await MoveThroughAsync(1, 2, 3);
        var moves = (await Client.ListAliasHistoryAsync(new() { Name = Production }, cancellationToken: cancellationToken)).AliasMoves;

        foreach (var move in moves)
        {
            var then = await Client.LookUpAliasAsync(new() { Name = Production, ReadTime = move.MoveTime }, cancellationToken: cancellationToken);
            Assert.That(then.ModelVersion, Is.EqualTo(move.ModelVersion), "who was serving then");
        }

        var before = await Client.LookUpAliasAsync(
            new() { Name = Production, ReadTime = moves[^1].MoveTime - Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1)) },
            cancellationToken: cancellationToken);
        var back = await Client.RollbackAliasAsync(new() { Name = Production, ReadTime = moves[^1].MoveTime }, cancellationToken: cancellationToken);
        Assert.That((before.ModelVersion, before.AliasMove, back.ModelVersion), Is.EqualTo(("", (AliasMove?)null, Version(1))));
    }

    [Test]
    public async Task Rollback_OfADeletedAlias_MakesItAgain(CancellationToken cancellationToken)
    {
        await MoveThroughAsync(2);
        await Client.DeleteAliasAsync(new() { Name = Production }, cancellationToken: cancellationToken);

        var back = await Client.RollbackAliasAsync(new() { Name = Production }, cancellationToken: cancellationToken);

        Assert.That(back.ModelVersion, Is.EqualTo(Version(2)));
    }

    [Test]
    public async Task Rollback_WithNothingBefore_IsRefused(CancellationToken cancellationToken)
    {
        await MoveThroughAsync(1);

        var failure = await RegistryFailure.OfAsync(
            async () => await Client.RollbackAliasAsync(new() { Name = Production }, cancellationToken: cancellationToken));

        Assert.That(failure.Reason, Is.EqualTo("NOTHING_TO_ROLL_BACK"));
    }

    [Test]
    public async Task Rollback_WithAStaleExpectation_IsAborted(CancellationToken cancellationToken)
    {
        await MoveThroughAsync(1, 2);

        var failure = await RegistryFailure.OfAsync(async () => await Client.RollbackAliasAsync(
            new() { Name = Production, ExpectedModelVersion = Version(3) }, cancellationToken: cancellationToken));

        Assert.That(failure.Reason, Is.EqualTo("ALIAS_MOVED"));
    }

    [Test]
    public async Task Deployment_HistoryNamesEachCause_AndRollbackPinsWhatWasServed(CancellationToken cancellationToken)
    {
        await MoveThroughAsync(1);
        await Client.CreateDeploymentAsync(
            new()
            {
                DeploymentId = "churn",
                Deployment = new Deployment
                {
                    Model = "models/churn",
                    Routes = { new Route { Target = Production, TrafficPercent = 90 }, new Route { Target = Version(1), TrafficPercent = 10 } },
                    ShadowTarget = Version(3),
                },
            },
            cancellationToken: cancellationToken);
        await MoveThroughAsync(2);

        var moves = (await Client.ListDeploymentHistoryAsync(new() { Name = "deployments/churn" }, cancellationToken: cancellationToken)).DeploymentMoves;
        var then = await Client.LookUpDeploymentAsync(
            new() { Name = "deployments/churn", ReadTime = moves[1].MoveTime }, cancellationToken: cancellationToken);
        var back = await Client.RollbackDeploymentAsync(new() { Name = "deployments/churn" }, cancellationToken: cancellationToken);

        Assert.That(moves.Select(move => move.Cause), Is.EqualTo(new[] { Production, "deployments/churn" }));
        Assert.That(moves[0].Routes[0].ResolvedModelVersion, Is.EqualTo(Version(2)));
        Assert.That(then.DeploymentMove, Is.EqualTo(moves[1]));
        Assert.That(back.Routes.Select(route => (route.Target, route.TrafficPercent)), Is.EqualTo(new[] { (Version(1), 100) }));
        Assert.That((back.ShadowTarget, back.ResolvedShadowModelVersion), Is.EqualTo((Version(3), Version(3))));
    }

    private async Task MoveThroughAsync(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            await _registry.SetAliasAsync(Production, Version(number), CancellationToken.None);
        }
    }

    private static string Version(int number) => $"models/churn/versions/{number}";
}

using Grpc.Core;
using Grpc.Net.Client;
using Kind = Maas.Contracts.Registry.V1.Change.Types.Kind;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;

namespace Maas.Registry.Tests.Changes;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class WatchTests(TestDatabase database)
{
    private RegistryFixture _registry = null!;

    [SetUp]
    public async Task SetUp() => _registry = await RegistryFixture.StartAsync(database, ("ProgressInterval", "00:00:00.200"));

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Watch_FromTheStart_SendsEveryChangeInOrderThenAMark(CancellationToken cancellationToken)
    {
        await _registry.CreateModelWithVersionsAsync("churn", 1, cancellationToken);
        await _registry.SetAliasAsync("models/churn/aliases/production", "models/churn/versions/1", cancellationToken);

        var watched = await WatchAsync(start: 0, count: 4, cancellationToken);

        Assert.That(
            watched.Select(message => (message.Revision, message.Change?.Kind, message.Change?.Resource)),
            Is.EqualTo(new (long, Kind?, string?)[]
            {
                (1, Kind.Created, "models/churn"),
                (2, Kind.Created, "models/churn/versions/1"),
                (3, Kind.Created, "models/churn/aliases/production"),
                (3, null, null),
            }));
        Assert.That(watched[1].Change.ModelVersion.Files, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Watch_AliasThatADeploymentFollows_ChangesTheDeploymentToo(CancellationToken cancellationToken)
    {
        await _registry.CreateModelWithVersionsAsync("churn", 2, cancellationToken);
        await _registry.SetAliasAsync("models/churn/aliases/production", "models/churn/versions/1", cancellationToken);
        await DeployAsync(cancellationToken);

        await _registry.SetAliasAsync("models/churn/aliases/production", "models/churn/versions/2", cancellationToken);

        var watched = await WatchAsync(start: 5, count: 2, cancellationToken);
        Assert.That(watched[0].Change.Alias.ModelVersion, Is.EqualTo("models/churn/versions/2"));
        Assert.That(watched[1].Change.Deployment.Routes[0].ResolvedModelVersion, Is.EqualTo("models/churn/versions/2"));
    }

    [Test]
    public async Task Watch_FromTheListedRevision_MissesNothing(CancellationToken cancellationToken)
    {
        await _registry.CreateModelAsync("before", cancellationToken);
        var listed = await _registry.Client.ListDeploymentsAsync(
            new ListDeploymentsRequest(), cancellationToken: cancellationToken);
        await _registry.CreateModelAsync("after", cancellationToken);

        var watched = await WatchAsync(listed.Revision, count: 1, cancellationToken);

        Assert.That(watched[0].Change.Resource, Is.EqualTo("models/after"));
    }

    [Test]
    public async Task Watch_Idle_SendsProgressMarks(CancellationToken cancellationToken)
    {
        await _registry.CreateModelAsync("churn", cancellationToken);

        var watched = await WatchAsync(start: -1, count: 3, cancellationToken);

        Assert.That(watched.Select(message => (message.Revision, message.Change)), Is.All.EqualTo((1L, (Change?)null)));
    }

    [Test]
    public async Task Watch_ResumedAcrossRestartsUnderLoad_HasNoGapAndNoDuplicate(CancellationToken cancellationToken)
    {
        const int Count = 60;
        var seen = new List<long>();
        for (var restart = 0; restart < 3; restart++)
        {
            var first = restart * Count / 3;
            var writing = WriteAsync(first, Count / 3, cancellationToken);
            seen.AddRange(await RevisionsUntilAsync(seen.LastOrDefault(), first + (Count / 3) - 5, cancellationToken));
            await writing;
            await _registry.Host.RestartAsync();
        }

        seen.AddRange(await RevisionsUntilAsync(seen[^1], Count, cancellationToken));

        Assert.That(seen, Is.EqualTo(Enumerable.Range(1, Count).Select(n => (long)n)));
    }

    [TestCase(7, "1", "2")]
    [TestCase(-2, "1", "2")]
    public async Task Watch_FromARevisionThatIsNotThere_IsOutOfRange(long start, string oldest, string current)
    {
        await _registry.CreateModelAsync("a", CancellationToken.None);
        await _registry.CreateModelAsync("b", CancellationToken.None);

        var failure = await RegistryFailure.OfAsync(() => WatchAsync(start, count: 1, CancellationToken.None));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.OutOfRange, "REVISION_OUT_OF_RANGE")));
        Assert.That(
            (failure.Metadata["oldestRevision"], failure.Metadata["currentRevision"]), Is.EqualTo((oldest, current)));
    }

    [Test]
    public async Task Watch_WhenTheServiceStops_EndsUnavailable(CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(_registry.Host.Addresses.Grpc);
        using var call = new RegistryService.RegistryServiceClient(channel).Watch(
            new WatchRequest(), cancellationToken: cancellationToken);
        await call.ResponseStream.MoveNext(cancellationToken);

        var reading = RegistryFailure.OfAsync(async () =>
        {
            while (await call.ResponseStream.MoveNext(cancellationToken))
            {
            }
        });
        await _registry.Host.StopAsync();

        Assert.That((await reading).Code, Is.EqualTo(StatusCode.Unavailable));
    }

    private async Task WriteAsync(int first, int count, CancellationToken cancellationToken)
    {
        for (var i = first; i < first + count; i++)
        {
            await _registry.CreateModelAsync($"m{i}", cancellationToken);
        }
    }

    private async Task DeployAsync(CancellationToken cancellationToken) => await _registry.Client.CreateDeploymentAsync(
        new CreateDeploymentRequest
        {
            DeploymentId = "churn",
            Deployment = new Deployment
            {
                Model = "models/churn",
                Routes = { new Route { Target = "models/churn/aliases/production", TrafficPercent = 100 } },
            },
        },
        cancellationToken: cancellationToken);

    private async Task<List<WatchResponse>> WatchAsync(long start, int count, CancellationToken cancellationToken)
    {
        using var call = _registry.Client.Watch(new WatchRequest { StartRevision = start }, cancellationToken: cancellationToken);
        var messages = new List<WatchResponse>();
        while (messages.Count < count && await call.ResponseStream.MoveNext(cancellationToken))
        {
            messages.Add(call.ResponseStream.Current);
        }

        return messages;
    }

    private async Task<List<long>> RevisionsUntilAsync(long start, long last, CancellationToken cancellationToken)
    {
        using var call = _registry.Client.Watch(new WatchRequest { StartRevision = start }, cancellationToken: cancellationToken);
        var revisions = new List<long>();
        while (revisions.LastOrDefault() < last && await call.ResponseStream.MoveNext(cancellationToken))
        {
            if (call.ResponseStream.Current.Change is not null)
            {
                revisions.Add(call.ResponseStream.Current.Revision);
            }
        }

        return revisions;
    }
}

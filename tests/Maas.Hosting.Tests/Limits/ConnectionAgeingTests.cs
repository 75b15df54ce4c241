using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Hosting.Limits;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Hosting.Tests.Limits;

[CancelAfter(60_000)]
[NonParallelizable]
internal sealed class ConnectionAgeingTests
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OldestAge = MaxAge * 1.1;

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task Calls_OverSeveralAgeings_AllSucceedOnConnectionAfterConnection(CancellationToken cancellationToken)
    {
        await using var host = await StartAsync(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var registry = new RegistryService.RegistryServiceClient(host.Channel);
        var connections = new HashSet<string>();

        while (connections.Count < 10)
        {
            connections.UnionWith(await CallAsync(registry, count: 20, cancellationToken));
            var concurrent = await Task.WhenAll(
                Enumerable.Range(0, 16).Select(_ => CallAsync(registry, count: 20, cancellationToken)));
            connections.UnionWith(concurrent.SelectMany(used => used));
        }

        Assert.That(connections, Has.Count.GreaterThanOrEqualTo(10));
    }

    [Test]
    public async Task Stream_UnderWayWhenItsConnectionAges_GoesOnToItsEnd(CancellationToken cancellationToken)
    {
        ProbeRegistry.Reset();
        await using var host = await StartAsync(MaxAge, _clock);
        var registry = new RegistryService.RegistryServiceClient(host.Channel);
        var old = await ConnectionOfCallAsync(registry, cancellationToken);
        using var watch = registry.Watch(new WatchRequest { StartRevision = 7 }, cancellationToken: cancellationToken);
        await watch.ResponseStream.MoveNext(cancellationToken);

        _clock.Advance(OldestAge);
        await CallUntilConnectionIsNotAsync(old, registry, cancellationToken);
        ProbeRegistry.Release.SetResult();
        var rest = await watch.ResponseStream.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);

        Assert.That(rest.Select(change => change.Revision), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task Connection_ThatIsOld_TakesACallAndIsLeft(CancellationToken cancellationToken)
    {
        await using var host = await StartAsync(MaxAge, _clock);
        var registry = new RegistryService.RegistryServiceClient(host.Channel);
        var first = await ConnectionOfCallAsync(registry, cancellationToken);

        _clock.Advance(OldestAge);
        var last = await ConnectionOfCallAsync(registry, cancellationToken);

        Assert.That(last, Is.EqualTo(first));
        await CallUntilConnectionIsNotAsync(first, registry, cancellationToken);
    }

    [Test]
    public async Task Connection_YoungerThanItsAge_Stays(CancellationToken cancellationToken)
    {
        await using var host = await StartAsync(MaxAge, _clock);
        var registry = new RegistryService.RegistryServiceClient(host.Channel);
        var connections = await CallAsync(registry, count: 1, cancellationToken);

        _clock.Advance(MaxAge * 0.89);
        connections.UnionWith(await CallAsync(registry, count: 50, cancellationToken));

        Assert.That(connections, Has.Count.EqualTo(1));
    }

    [Test]
    public void Draw_FromAnySeed_StaysWithinATenthAndUsesAllOfIt([Values(1, 2, 3)] int seed)
    {
        var drawn = new ConnectionAges(MaxAge, new Random(seed));

        var ages = Enumerable.Range(0, 1_000).Select(_ => drawn.Draw() / MaxAge).ToList();

        Assert.That(ages, Has.All.InRange(0.9, 1.1));
        Assert.That(ages.Min(), Is.LessThan(0.91));
        Assert.That(ages.Max(), Is.GreaterThan(1.09));
        Assert.That(ages.Average(), Is.EqualTo(1).Within(0.01));
    }

    private static async Task<HashSet<string>> CallAsync(
        RegistryService.RegistryServiceClient registry, int count, CancellationToken cancellationToken)
    {
        var connections = new HashSet<string>();
        for (var call = 0; call < count; call++)
        {
            connections.Add(await ConnectionOfCallAsync(registry, cancellationToken));
        }

        return connections;
    }

    // The word and the answer of the call that brought it are written by two threads.
    private static async Task CallUntilConnectionIsNotAsync(
        string old, RegistryService.RegistryServiceClient registry, CancellationToken cancellationToken)
    {
        while (await ConnectionOfCallAsync(registry, cancellationToken) == old)
        {
            await Task.Yield();
        }
    }

    private static async Task<string> ConnectionOfCallAsync(
        RegistryService.RegistryServiceClient registry, CancellationToken cancellationToken) =>
        (await registry.GetModelAsync(new GetModelRequest { Name = "connection" }, cancellationToken: cancellationToken)).Name;

    private static Task<TestHost<ProbeModule>> StartAsync(TimeSpan maxAge, TimeProvider clock) =>
        TestHost.StartAsync<ProbeModule>(
            settings: new Dictionary<string, string?> { ["Maas:Hosting:MaxConnectionAge"] = maxAge.ToString() },
            configure: builder => builder.Services.AddSingleton(clock));
}

using System.Collections.Concurrent;
using System.Globalization;
using Maas.Contracts.Registry.V1;
using Maas.EndToEnd.Tests.Resilience;
using Maas.Errors;

namespace Maas.EndToEnd.Tests.Registries;

/// <summary>
/// Sixteen clients move one alias by compare-and-set while the service is killed at every fiftieth move. <c>MAAS_MOVES</c> sets how
/// many moves (default 250), <c>MAAS_SEED</c> repeats the moments of the kills.
/// </summary>
[NonParallelizable]
internal sealed class AliasRaceTests
{
    private const int Clients = 16;
    private const int Versions = 8;
    private const string Alias = "models/raced/aliases/production";

    private static readonly int Moves = int.TryParse(
        Environment.GetEnvironmentVariable("MAAS_MOVES"), CultureInfo.InvariantCulture, out var moves) ? moves : 250;

    private static readonly int Kills = Moves / 50;

    [TestCase(false, TestName = "Alias_MovedBy16ClientsThroughKills_HasOneLinearHistory(Sqlite)")]
    [TestCase(true, TestName = "Alias_MovedBy16ClientsThroughKills_HasOneLinearHistory(Postgres)")]
    public async Task Alias_MovedBy16ClientsThroughKills_HasOneLinearHistory(bool isOnPostgres)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        using var registry = await SingleRegistry.StartAsync(isOnPostgres, limit.Token);
        using var client = new RegistryClient(registry.Connect(), limit.Token);
        await client.CreateModelAsync("raced");
        for (var i = 0; i < Versions; i++)
        {
            await client.CreateVersionAsync("raced", i);
        }

        var watchers = Enumerable.Range(0, 3).Select(_ => new AliasWatcher(client, Alias)).ToList();
        var watching = Task.WhenAll(watchers.Select(watcher => watcher.RunAsync(Moves, limit.Token)));
        var acknowledged = new ConcurrentDictionary<long, string>();
        var left = Moves;
        var moving = Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            using var own = new RegistryClient(registry.Connect(), limit.Token);
            var random = new Random(number);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await MoveOnceAsync(own, random, acknowledged, limit.Token);
            }
        }));
        await KillAsync(registry, acknowledged, limit.Token);
        await moving;
        await watching;

        var history = await HistoryAsync(client, limit.Token);
        await TestContext.Out.WriteLineAsync(
            $"{history.Count} moves by {Clients} clients through {Kills} kills; {acknowledged.Count} acknowledged; watchers saw "
            + $"{string.Join(", ", watchers.Select(watcher => $"{watcher.Seen.Count} over {watcher.Disconnections} disconnections"))}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(history.Select(move => move.SequenceNumber), Is.EqualTo(Enumerable.Range(1, Moves)), "no gap, no twin");
            Assert.That(history.Skip(1).Select(move => move.PreviousModelVersion), Is.EqualTo(history.SkipLast(1).Select(move => move.ModelVersion)), "linear");
            Assert.That(history.Select(move => (move.SequenceNumber, move.ModelVersion)), Is.EquivalentTo(acknowledged.Select(move => (move.Key, move.Value))), "no update lost");
            Assert.That(history.Skip(1).Zip(history).Select(pair => pair.First.MoveTime >= pair.Second.MoveTime), Has.All.True);
            foreach (var watcher in watchers)
            {
                Assert.That(watcher.Seen.Select(move => move.Version), Is.EqualTo(history.Select(move => move.ModelVersion)), "each once, in order");
                Assert.That(watcher.Seen.Select(move => move.Revision), Is.Ordered.And.Unique);
            }
        }

        Assert.That((await client.Maintenance.VerifyAuditLogAsync(new(), cancellationToken: limit.Token)).Intact, Is.True);
    }

    /// <summary>Reads, decides, moves; begins anew when somebody was faster.</summary>
    private static async Task MoveOnceAsync(
        RegistryClient client, Random random, ConcurrentDictionary<long, string> acknowledged, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = await CurrentAsync(client, cancellationToken);
            var request = new SetAliasRequest
            {
                Alias = new Alias { Name = Alias, ModelVersion = $"models/raced/versions/{random.Next(1, Versions + 1)}", Etag = current?.Etag ?? "" },
                ExpectedModelVersion = current?.ModelVersion ?? "none",
                RequestId = RegistryClient.NewId(),
            };
            try
            {
                var moved = await Patience.CallAsync(
                    () => client.Service.SetAliasAsync(request, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
                Assert.That(
                    acknowledged.TryAdd(long.Parse(moved.Etag.Trim('"'), CultureInfo.InvariantCulture), moved.ModelVersion), Is.True,
                    $"move {moved.Etag} was acknowledged to two clients");
                return;
            }
            catch (MaasException conflict) when (conflict.Code == MaasErrorCode.Aborted)
            {
            }
        }
    }

    private static async Task<Alias?> CurrentAsync(RegistryClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await Patience.CallAsync(
                () => client.Service.GetAliasAsync(new GetAliasRequest { Name = Alias }, cancellationToken: cancellationToken).ResponseAsync,
                cancellationToken);
        }
        catch (MaasException failure) when (failure.Code == MaasErrorCode.NotFound)
        {
            return null;
        }
    }

    // Spread over the moves, at moments of chance.
    private static async Task KillAsync(
        SingleRegistry registry, ConcurrentDictionary<long, string> acknowledged, CancellationToken cancellationToken)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MAAS_SEED"), CultureInfo.InvariantCulture, out var told)
            ? told : Environment.TickCount;
        await TestContext.Out.WriteLineAsync($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            while (acknowledged.Count < kill * Moves / (Kills + 1))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 30)), TimeProvider.System, cancellationToken);
            await registry.KillAndStartAsync(cancellationToken);
        }
    }

    private static async Task<List<AliasMove>> HistoryAsync(RegistryClient client, CancellationToken cancellationToken)
    {
        var newestFirst = new List<AliasMove>();
        var request = new ListAliasHistoryRequest { Name = Alias, PageSize = 300 };
        do
        {
            var page = await client.Service.ListAliasHistoryAsync(request, cancellationToken: cancellationToken);
            newestFirst.AddRange(page.AliasMoves);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        newestFirst.Reverse();
        return newestFirst;
    }
}

using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Testing;
using Maas.Testing.Postgres;

namespace Maas.Registry.Tests.Databases;

/// <summary>The database server crashes and comes back while clients write; each sends its request again until it is answered.</summary>
[CancelAfter(240_000)]
[NonParallelizable]
internal sealed class DatabaseCrashTests
{
    private const int Clients = 8;
    private const int Operations = 1600;
    private const int Crashes = 10;

    [Test]
    public async Task Postgres_CrashingUnderWriters_LosesNothingAndDoublesNothing(CancellationToken cancellationToken)
    {
        using var server = PostgresServer.Start();
        await using var host = await TestHost.StartAsync<RegistryModule>(
            settings: new Dictionary<string, string?> { ["Maas:Registry:PostgresConnection"] = server.CreateDatabase() });
        var client = new RegistryService.RegistryServiceClient(host.Channel);
        await client.CreateModelAsync(new() { ModelId = "written", Model = new Model() }, cancellationToken: cancellationToken);
        var (acknowledged, unavailable) = (0, 0);

        var writing = Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            for (var i = 0; i < Operations / Clients; i++)
            {
                var request = new CreateModelRequest
                {
                    ModelId = $"m{number}-{i}", Model = new Model(), RequestId = Guid.NewGuid().ToString(),
                };
                unavailable += await CreateAsync(client, request, cancellationToken);
                Interlocked.Increment(ref acknowledged);
            }
        }));
        for (var crash = 1; crash <= Crashes; crash++)
        {
            while (Volatile.Read(ref acknowledged) < crash * Operations / (Crashes + 1))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
            }

            server.Crash();
            server.Restart();
        }

        await writing;
        var names = await NamesAsync(client, cancellationToken);
        await TestContext.Out.WriteLineAsync(
            $"{Operations} models by {Clients} clients through {Crashes} crashes of PostgreSQL: {names.Count} there, {unavailable} calls told to come again");
        Assert.That(names, Is.Unique.And.Count.EqualTo(Operations + 1));
        var events = await new MaintenanceService.MaintenanceServiceClient(host.Channel).VerifyAuditLogAsync(new(), cancellationToken: cancellationToken);
        Assert.That((events.Intact, events.HeadSequenceNumber), Is.EqualTo((true, Operations + 1)), "one event per model");
    }

    [TestCase(TestDatabase.Sqlite)]
    [TestCase(TestDatabase.Postgres)]
    public async Task SameRequestId_SentAHundredTimesAtOnce_MakesOneVersion(TestDatabase database, CancellationToken cancellationToken)
    {
        await using var registry = await RegistryFixture.StartAsync(database);
        await registry.CreateModelAsync("once", cancellationToken);
        var request = new CreateModelVersionRequest
        {
            Parent = "models/once",
            ModelVersion = await registry.PrepareVersionAsync(RegistryFixture.Graph(), cancellationToken),
            RequestId = Guid.NewGuid().ToString(),
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            _ => registry.Client.CreateModelVersionAsync(request, cancellationToken: cancellationToken).ResponseAsync));

        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
        var model = await registry.Client.GetModelAsync(new() { Name = "models/once" }, cancellationToken: cancellationToken);
        Assert.That(model.LatestVersionNumber, Is.EqualTo(1));
    }

    private static async Task<int> CreateAsync(
        RegistryService.RegistryServiceClient client, CreateModelRequest request, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await client.CreateModelAsync(request, cancellationToken: cancellationToken);
                return tries;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task<List<string>> NamesAsync(
        RegistryService.RegistryServiceClient client, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var request = new ListModelsRequest { PageSize = 1000 };
        do
        {
            var page = await client.ListModelsAsync(request, cancellationToken: cancellationToken);
            names.AddRange(page.Models.Select(model => model.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return names;
    }
}

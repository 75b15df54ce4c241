using System.Collections.Concurrent;
using System.Globalization;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.EndToEnd.Tests.Resilience;
using Maas.Errors;
using State = Maas.Contracts.Registry.V1.ModelVersion.Types.State;

namespace Maas.EndToEnd.Tests.Registries;

/// <summary>
/// Uploads, versions, promotions, deletions, undeletions and collections at once, with the service killed in between.
/// <c>MAAS_SOAK_SECONDS</c> sets how long (default 30).
/// </summary>
[NonParallelizable]
internal sealed class CollectionSoakTests
{
    private const string Model = "soaked";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retention = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, ModelVersion> _versions = new();
    private int _seed;
    private int _deleted;
    private int _undeleted;
    private int _orphans;

    [TestCase(false, TestName = "Bytes_UnderMixedLoadAndKills_AreNeitherMissingNorLeaked(Sqlite)")]
    [TestCase(true, TestName = "Bytes_UnderMixedLoadAndKills_AreNeitherMissingNorLeaked(Postgres)")]
    public async Task Bytes_UnderMixedLoadAndKills_AreNeitherMissingNorLeaked(bool isOnPostgres)
    {
        var length = TimeSpan.FromSeconds(int.TryParse(
            Environment.GetEnvironmentVariable("MAAS_SOAK_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 30);
        using var limit = new CancellationTokenSource(length + TimeSpan.FromMinutes(5));
        using var stop = new CancellationTokenSource();
        using var registry = await SingleRegistry.StartAsync(
            isOnPostgres, limit.Token, $"--Maas:Registry:Collection:Grace={Grace}", "--Maas:Registry:Collection:QuarantinePeriod=00:00:01",
            "--Maas:Registry:Collection:Interval=00:00:01", $"--Maas:Registry:DeletedRetention={Retention}",
            "--Maas:Registry:FirstLoad=Skipped");
        using var client = new RegistryClient(registry.Connect(), limit.Token);
        await client.CreateModelAsync(Model);

        Task[] work =
        [
            .. Enumerable.Range(0, 3).Select(number => PublishAsync(client, new Random(number), stop.Token)),
            OrphanAsync(client, stop.Token), PromoteAsync(client, stop.Token), DeleteAsync(client, stop.Token, limit.Token),
        ];
        var kills = await KillAsync(registry, length, limit.Token);
        await stop.CancelAsync();
        await Task.WhenAll(work);
        var missing = await CountMissingAsync(client, limit.Token);
        await Task.Delay(Retention + Grace + TimeSpan.FromSeconds(2), TimeProvider.System, limit.Token);
        await client.Maintenance.CollectGarbageAsync(new(), cancellationToken: limit.Token);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, limit.Token);
        var last = await client.Maintenance.CollectGarbageAsync(new(), cancellationToken: limit.Token);
        var needed = await NeededAsync(client, limit.Token);
        var stored = StoredIn(registry);

        await TestContext.Out.WriteLineAsync(
            $"{_versions.Count} versions, {_deleted} deleted, {_undeleted} of them undeleted, {_orphans} uploads that no version names, {kills} kills: "
            + $"{missing} blobs missing, {stored.Except(needed).Count()} leaked of {stored.Count}; the last collection deleted {last.DeletedBlobCount}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(missing, Is.Zero);
            Assert.That(needed.Except(stored), Is.Empty, "missing");
            Assert.That(stored.Except(needed), Is.Empty, "leaked");
            Assert.That(_deleted, Is.GreaterThan(0));
            Assert.That((await client.Maintenance.VerifyAuditLogAsync(new(), cancellationToken: limit.Token)).Intact, Is.True);
        }
    }

    private async Task PublishAsync(RegistryClient client, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // Now and then longer than the grace; some share their bytes with others.
            var pause = TimeSpan.FromMilliseconds(random.Next(20) == 0 ? 2500 : random.Next(50));
            var version = await client.CreateVersionAsync(Model, Interlocked.Increment(ref _seed) / 2, pause);
            _versions[version.Name] = version;
        }
    }

    private async Task OrphanAsync(RegistryClient client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var content = Guid.NewGuid().ToByteArray();
            await client.UploadAsync(content, Sha256Digest.Of(content));
            _orphans++;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task PromoteAsync(RegistryClient client, CancellationToken stop)
    {
        var random = new Random(100);
        while (!stop.IsCancellationRequested)
        {
            if (Pick(random) is { } name)
            {
                await TryAsync(() => client.Service.SetAliasAsync(new()
                {
                    Alias = new Alias { Name = $"models/{Model}/aliases/production", ModelVersion = name }, RequestId = RegistryClient.NewId(),
                }).ResponseAsync);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task DeleteAsync(RegistryClient client, CancellationToken stop, CancellationToken cancellationToken)
    {
        var random = new Random(200);
        while (!stop.IsCancellationRequested)
        {
            if (Pick(random) is { } name && await TryAsync(() => client.Service.DeleteModelVersionAsync(
                new() { Name = name, RequestId = RegistryClient.NewId() }, cancellationToken: cancellationToken).ResponseAsync))
            {
                _deleted++;
                if (random.Next(3) == 0 && await TryAsync(() => client.Service.UndeleteModelVersionAsync(
                    new() { Name = name, RequestId = RegistryClient.NewId() }, cancellationToken: cancellationToken).ResponseAsync))
                {
                    _undeleted++;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    private string? Pick(Random random) => _versions.IsEmpty ? null : _versions.Keys.ElementAt(random.Next(_versions.Count));

    /// <summary>False when the state of things forbids it, as it often must here.</summary>
    private static async Task<bool> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            await Patience.CallAsync(call, CancellationToken.None);
            return true;
        }
        catch (MaasException refused) when (refused.Code is MaasErrorCode.FailedPrecondition or MaasErrorCode.NotFound)
        {
            return false;
        }
    }

    private static async Task<int> KillAsync(SingleRegistry registry, TimeSpan length, CancellationToken cancellationToken)
    {
        var random = new Random(7);
        var start = TimeProvider.System.GetTimestamp();
        var kills = 0;
        while (TimeProvider.System.GetElapsedTime(start) < length)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2000, 6000)), TimeProvider.System, cancellationToken);
            await registry.KillAndStartAsync(cancellationToken);
            kills++;
        }

        return kills;
    }

    /// <summary>Reads every file of every version that can still be served.</summary>
    private static async Task<int> CountMissingAsync(RegistryClient client, CancellationToken cancellationToken)
    {
        var missing = 0;
        foreach (var version in await ListAsync(client, showDeleted: true, cancellationToken))
        {
            try
            {
                await client.ReadFilesAsync(version);
            }
            catch (MaasException failure) when (failure.Code == MaasErrorCode.NotFound)
            {
                // It may have been purged since it was listed; a version that is there must have its bytes.
                missing += version.State == State.Deleted ? 0 : 1;
            }
        }

        return missing;
    }

    private static async Task<HashSet<string>> NeededAsync(RegistryClient client, CancellationToken cancellationToken) =>
        [.. (await ListAsync(client, showDeleted: true, cancellationToken)).SelectMany(version => version.Files).Select(file => file.Sha256)];

    private static HashSet<string> StoredIn(SingleRegistry registry) =>
    [
        .. new[] { "blobs", "quarantine" }.Select(folder => Path.Combine(registry.Folder, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Select(path => Path.GetFileName(path)),
    ];

    private static async Task<List<ModelVersion>> ListAsync(RegistryClient client, bool showDeleted, CancellationToken cancellationToken)
    {
        var versions = new List<ModelVersion>();
        var request = new ListModelVersionsRequest { Parent = $"models/{Model}", ShowDeleted = showDeleted, PageSize = 1000 };
        do
        {
            var page = await client.Service.ListModelVersionsAsync(request, cancellationToken: cancellationToken);
            versions.AddRange(page.ModelVersions);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return versions;
    }
}

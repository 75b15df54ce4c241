using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.Registry.Tests.Databases;

namespace Maas.Registry.Tests.Collection;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class GarbageCollectorTests(TestDatabase database)
{
    private static readonly byte[] Orphan = [1, 2, 3, 4, 5];

    private RegistryFixture _registry = null!;

    private string BlobPath => Path.Combine(_registry.BlobFolder, Sha256Digest.Of(Orphan).Hex[..2], Sha256Digest.Of(Orphan).Hex);

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Collect_TakesWhatNobodyNames_AndNothingElse(CancellationToken cancellationToken)
    {
        await StartAsync(grace: "00:00:00", quarantine: "00:00:00");
        await _registry.UploadAsync(Orphan, cancellationToken);
        await _registry.CreateModelWithVersionsAsync("churn", 3, cancellationToken);

        var dry = await CollectAsync(dryRun: true);
        var isThereAfterDryRun = File.Exists(BlobPath);
        var first = await CollectAsync();
        var second = await CollectAsync();

        Assert.That((dry.QuarantinedBlobCount, dry.QuarantinedSizeBytes, isThereAfterDryRun), Is.EqualTo((1, 5, true)));
        Assert.That((first.QuarantinedBlobCount, first.DeletedBlobCount + second.DeletedBlobCount), Is.EqualTo((1, 1)));
        Assert.That(await MissingAsync(Orphan), Is.True);
        await AssertReadableAsync("churn", 3, cancellationToken);
    }

    [Test]
    public async Task Collect_WithinTheGrace_TakesNothing(CancellationToken cancellationToken)
    {
        await StartAsync(grace: "01:00:00", quarantine: "00:00:00");
        await _registry.UploadAsync(Orphan, cancellationToken);

        var report = await CollectAsync();

        Assert.That((report.QuarantinedBlobCount, await MissingAsync(Orphan)), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task BlobThatWasSetAside_IsBroughtBackWhenAskedFor_AndCanBeNamed(CancellationToken cancellationToken)
    {
        await StartAsync(grace: "00:00:00", quarantine: "01:00:00");
        var graph = RegistryFixture.Graph(weight: 42);
        var version = await _registry.PrepareVersionAsync(graph, cancellationToken);
        await _registry.CreateModelAsync("churn", cancellationToken);
        await CollectAsync();
        Assert.That(Directory.EnumerateFiles(_registry.BlobFolder, "*", SearchOption.AllDirectories), Is.Empty);

        await _registry.CreateVersionAsync("churn", version, cancellationToken);

        await AssertReadableAsync("churn", 1, cancellationToken);
        Assert.That((await CollectAsync()).QuarantinedBlobCount, Is.Zero);
    }

    [Test]
    public async Task DeletedVersion_KeepsItsBytesUntilItExpires_ThenLetsGo(CancellationToken cancellationToken)
    {
        await StartAsync(grace: "00:00:00", quarantine: "00:00:00", retention: "00:00:02");
        await _registry.CreateModelWithVersionsAsync("churn", 2, cancellationToken);
        var deleted = await _registry.Client.DeleteModelVersionAsync(
            new() { Name = "models/churn/versions/1" }, cancellationToken: cancellationToken);
        var early = await CollectAsync();
        await WaitUntilAsync(deleted.ExpireTime.ToDateTimeOffset(), cancellationToken);

        var late = await CollectAsync();

        Assert.That((early.PurgedVersionCount, early.QuarantinedBlobCount), Is.EqualTo((0, 0)));
        Assert.That((late.PurgedVersionCount, late.QuarantinedBlobCount), Is.EqualTo((1, 1)));
        var failure = await RegistryFailure.OfAsync(
            async () => await _registry.Client.UndeleteModelVersionAsync(new() { Name = "models/churn/versions/1" }));
        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.NotFound, "RESOURCE_NOT_FOUND")));
    }

    [Test]
    public async Task PurgedModel_MadeAgain_GoesOnWithItsNumbers(CancellationToken cancellationToken)
    {
        await StartAsync(grace: "01:00:00", quarantine: "01:00:00", retention: "00:00:01");
        await _registry.CreateModelWithVersionsAsync("churn", 2, cancellationToken);
        await _registry.SetAliasAsync("models/churn/aliases/production", "models/churn/versions/2", cancellationToken);
        var deleted = await _registry.Client.DeleteModelAsync(new() { Name = "models/churn" }, cancellationToken: cancellationToken);
        await WaitUntilAsync(deleted.ExpireTime.ToDateTimeOffset(), cancellationToken);

        var late = await RegistryFailure.OfAsync(
            async () => await _registry.Client.UndeleteModelAsync(new() { Name = "models/churn" }, cancellationToken: cancellationToken));
        var report = await CollectAsync();
        var then = await _registry.Client.LookUpAliasAsync(
            new() { Name = "models/churn/aliases/production" }, cancellationToken: cancellationToken);
        await _registry.CreateModelWithVersionsAsync("churn", 1, cancellationToken);

        Assert.That((report.PurgedModelCount, report.PurgedVersionCount), Is.EqualTo((1, 2)));
        Assert.That((late.Code, then.ModelVersion), Is.EqualTo((StatusCode.NotFound, "")), "expired is gone, and its aliases point nowhere");
        var model = await _registry.Client.GetModelAsync(new() { Name = "models/churn" }, cancellationToken: cancellationToken);
        Assert.That((model.LatestVersionNumber, model.Uid == deleted.Uid), Is.EqualTo((3, false)));
        Assert.That((await _registry.Maintenance.VerifyAuditLogAsync(new(), cancellationToken: cancellationToken)).Intact, Is.True);
    }

    private async Task StartAsync(string grace, string quarantine, string retention = "30.00:00:00") =>
        _registry = await RegistryFixture.StartAsync(
            database, ("Collection:Grace", grace), ("Collection:QuarantinePeriod", quarantine), ("DeletedRetention", retention));

    private async Task<CollectGarbageResponse> CollectAsync(bool dryRun = false)
    {
        // The clock of a file system ticks every few milliseconds.
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        return await _registry.Maintenance.CollectGarbageAsync(new() { DryRun = dryRun });
    }

    private static async Task WaitUntilAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        while (TimeProvider.System.GetUtcNow() <= time)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    private async Task<bool> MissingAsync(byte[] content)
    {
        var answer = await _registry.Client.FindMissingBlobsAsync(new()
        {
            Blobs = { new BlobReference { Sha256 = Sha256Digest.Of(content).Hex, SizeBytes = content.Length } },
        });
        return answer.MissingBlobs.Count > 0;
    }

    private async Task AssertReadableAsync(string model, int versions, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= versions; number++)
        {
            var version = await _registry.Client.GetModelVersionAsync(
                new() { Name = $"models/{model}/versions/{number}" }, cancellationToken: cancellationToken);
            var file = version.Files[0];
            var content = await _registry.ReadAsync(
                new() { ResourceName = $"blobs/{file.Sha256}/{file.SizeBytes}" }, cancellationToken);
            Assert.That(Sha256Digest.Of(content).Hex, Is.EqualTo(file.Sha256));
        }
    }
}

using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Maas.Client.Blobs;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;
using Maas.Contracts.Training.V1;
using Maas.Digests;
using Maas.EndToEnd.Tests.Processes;

namespace Maas.EndToEnd.Tests.Resilience;

/// <summary>
/// Kills processes without warning while all of them work. <c>MAAS_KILLS</c> sets how many (default 25: five of each service and of Redis),
/// <c>MAAS_SEED</c> repeats a run.
/// </summary>
[NonParallelizable]
public sealed class KillTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Test]
    public async Task RunningLoop_WithServicesKilledAtRandom_LosesNothingAndGoesOnServing()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var stop = new CancellationTokenSource();
        using var suite = new SeparateSuite();
        await suite.StartAsync(limit.Token);
        var ledger = new Ledger();
        using var loop = new RunningLoop(suite, ledger);
        await loop.PrepareAsync(limit.Token);
        var killer = new Killer(suite);
        Task[] work =
        [
            loop.PublishAsync(stop.Token, limit.Token), loop.TrainAsync(stop.Token, limit.Token),
            loop.IngestAsync(stop.Token, limit.Token),
            loop.PredictAsync(() => killer.IsInferenceDown, stop.Token, limit.Token),
        ];

        await killer.RunAsync(Number("MAAS_KILLS", 25), Number("MAAS_SEED", Environment.TickCount), limit.Token);
        await stop.CancelAsync();
        await Task.WhenAll(work);

        await TestContext.Out.WriteLineAsync(
            $"{killer.Summary}: {ledger.Versions.Count} versions, {ledger.AliasTargets.Count} alias moves, "
            + $"{ledger.DatasetVersions.Count} imports, {ledger.Jobs.Count} jobs, {ledger.IngestedRequests} batches, "
            + $"{ledger.Predictions} predictions, {ledger.UnexpectedFailures.Count} unexpected failures");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ledger.UnexpectedFailures, Is.Empty);
            await AssertRegistryHasAsync(suite, ledger, limit.Token);
            await AssertTrainingHasAsync(suite, ledger, limit.Token);
            await AssertMonitoringHasAsync(suite, ledger, limit.Token);
        }
    }

    [Test]
    public async Task Inference_WithEverythingElseDown_ServesAndComesBackServing()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var suite = new SeparateSuite();
        await suite.StartAsync(limit.Token);
        using var loop = new RunningLoop(suite, new Ledger());
        await loop.PrepareAsync(limit.Token);

        suite["Registry"].Kill();
        suite["Training"].Kill();
        suite["Monitoring"].Kill();
        suite.Redis?.Kill();
        var served = await loop.PredictOnceAsync(5, limit.Token);
        suite["Inference"].Kill();
        suite["Inference"].Start();
        var servedAfterRestart = await Patience.CallAsync(() => loop.PredictOnceAsync(7, limit.Token), limit.Token);

        Assert.That((served, servedAfterRestart), Is.EqualTo((11f, 15f)));
    }

    private static async Task AssertRegistryHasAsync(SeparateSuite suite, Ledger ledger, CancellationToken cancellationToken)
    {
        var channel = suite.Connect("Registry");
        var client = new RegistryService.RegistryServiceClient(channel.Invoker);
        var model = await client.GetModelAsync(new() { Name = RunningLoop.Churning }, cancellationToken: cancellationToken);
        Assert.That(model.LatestVersionNumber, Is.EqualTo(ledger.Versions.Count), "each version once, none lost or doubled");
        foreach (var name in ledger.Versions)
        {
            var version = await client.GetModelVersionAsync(new() { Name = name }, cancellationToken: cancellationToken);
            var file = version.Files[0];
            using var content = new MemoryStream();
            await new BlobTransfer(channel).DownloadAsync(
                Sha256Digest.Parse(file.Sha256), file.SizeBytes, content, cancellationToken);
            Assert.That(Sha256Digest.Of(content.ToArray()).Hex, Is.EqualTo(file.Sha256));
        }

        var moves = await AliasMovesAsync(client, cancellationToken);
        Assert.That(moves.Select(move => move.ModelVersion), Is.EqualTo(ledger.AliasTargets), "every move, in order");
        Assert.That(moves.Skip(1).Select(move => move.PreviousModelVersion),
            Is.EqualTo(moves.SkipLast(1).Select(move => move.ModelVersion)), "one line without forks");
    }

    private static async Task<List<AliasMove>> AliasMovesAsync(
        RegistryService.RegistryServiceClient client, CancellationToken cancellationToken)
    {
        var newestFirst = new List<AliasMove>();
        var request = new ListAliasHistoryRequest { Name = RunningLoop.Alias, PageSize = 1000 };
        do
        {
            var page = await client.ListAliasHistoryAsync(request, cancellationToken: cancellationToken);
            newestFirst.AddRange(page.AliasMoves);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        newestFirst.Reverse();
        return newestFirst;
    }

    private static async Task AssertTrainingHasAsync(SeparateSuite suite, Ledger ledger, CancellationToken cancellationToken)
    {
        var client = new TrainingService.TrainingServiceClient(suite.Connect("Training").Invoker);
        foreach (var name in ledger.DatasetVersions)
        {
            var version = await client.GetDatasetVersionAsync(new() { Name = name }, cancellationToken: cancellationToken);
            Assert.That(version.RowCount, Is.EqualTo(50));
        }

        foreach (var name in ledger.Jobs)
        {
            TrainingJob job;
            do
            {
                job = await client.GetTrainingJobAsync(new() { Name = name }, cancellationToken: cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
            while (job.EndTime is null);
            // A stop of the service is no death of the worker, however often it happens: every job ends well.
            Assert.That(job.State, Is.EqualTo(TrainingJob.Types.State.Succeeded), $"{job.Error}");
        }
    }

    private static async Task AssertMonitoringHasAsync(SeparateSuite suite, Ledger ledger, CancellationToken cancellationToken)
    {
        var client = new MonitoringService.MonitoringServiceClient(suite.Connect("Monitoring").Invoker);
        var now = TimeProvider.System.GetUtcNow();
        var answer = await client.QueryMetricsAsync(
            new QueryMetricsRequest
            {
                Monitor = "monitors/counted",
                StartTime = Timestamp.FromDateTimeOffset(now.AddHours(-1)),
                EndTime = Timestamp.FromDateTimeOffset(now.AddMinutes(2)),
            },
            cancellationToken: cancellationToken);
        Assert.That(answer.Windows.Sum(window => window.RequestCount), Is.EqualTo(ledger.IngestedRequests));
    }

    private static int Number(string variable, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : fallback;
}

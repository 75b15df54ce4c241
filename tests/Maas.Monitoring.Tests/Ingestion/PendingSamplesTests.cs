using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Windows;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Ingestion;

/// <summary>Samples that waited for a baseline come in by parts.</summary>
[CancelAfter(180_000)]
internal sealed class PendingSamplesTests
{
    private const int BatchCount = 20;
    private const int BatchRows = 1_000;

    [Test]
    public async Task TakeIn_StoppedInTheMiddle_CountsEachSampleOnce([Values] bool isPostgres, CancellationToken cancellationToken)
    {
        await using var setup = await BeginAsync(isPostgres ? SharedPostgres.CreateDatabase() : "", cancellationToken);

        var left = await AwaitBeginAsync(setup, cancellationToken);
        await setup.Host.RestartAsync();
        await setup.WaitForPendingAsync(cancellationToken);

        var window = (await setup.QueryAsync(cancellationToken)).Single();
        var byCount = await setup.QueryAsync(cancellationToken, byCount: true);
        Assert.That(left, Is.InRange(1, BatchCount - 1), "some are in, some are not");
        Assert.That(
            (window.SampleCount, window.FeatureDrifts[0].SampleCount, window.Performance.PredictionCount),
            Is.EqualTo(((long)BatchCount * BatchRows, (long)BatchCount * BatchRows, (long)BatchCount * BatchRows)));
        Assert.That(byCount.Select(counted => (counted.SequenceNumber, counted.SampleCount)), Is.EqualTo(new[] { (1L, 8_000L), (2L, 8_000L), (3L, 4_000L) }));
    }

    [Test]
    public async Task Sweep_OfWhatIsLeftToBeTakenIn_LeavesIt(CancellationToken cancellationToken)
    {
        await using var setup = await BeginAsync("", cancellationToken);
        await AwaitBeginAsync(setup, cancellationToken);
        await setup.Host.StopAsync();
        setup.Clock.Advance(TimeSpan.FromDays(2));
        await setup.StopRegistryAsync();
        await setup.Host.RestartAsync();
        await setup.Host.Services.GetRequiredService<RetentionSweep>().SweepAsync(cancellationToken);
        await setup.WaitForPendingAsync(cancellationToken);

        var windows = await setup.Client.QueryMetricsAsync(
            new QueryMetricsRequest
            {
                Monitor = ChurnMonitor, StartTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Noon.AddHours(-1)),
            },
            cancellationToken: cancellationToken);

        Assert.That(windows.Windows.Single().FeatureDrifts[0].SampleCount, Is.EqualTo(BatchCount * BatchRows));
    }

    [Test]
    public async Task TakeIn_WithADamagedBatch_TakesTheOthersIn(CancellationToken cancellationToken)
    {
        await using var setup = await BeginAsync("", cancellationToken);
        await setup.Host.Services.GetRequiredService<MonitoringDatabase>().WriteAsync(
            session => session.ExecuteAsync("UPDATE pending_samples SET samples_json = '[{' WHERE batch_id = (SELECT MIN(batch_id) FROM pending_samples)"),
            cancellationToken);
        setup.Host.Logs.Expect("are damaged and were deleted");

        await AwaitBeginAsync(setup, cancellationToken);
        await setup.WaitForPendingAsync(cancellationToken);

        var window = (await setup.QueryAsync(cancellationToken)).Single();
        Assert.That((window.SampleCount, window.FeatureDrifts[0].SampleCount), Is.EqualTo(((long)BatchCount * BatchRows, (BatchCount - 1L) * BatchRows)));
    }

    // The Registry is there, but was not asked again yet.
    private static async Task<MonitoringSetup> BeginAsync(string connection, CancellationToken cancellationToken)
    {
        var setup = await StartAsync(("PostgresConnection", connection), ("BaselineRetryInterval", "00:00:00.050"));
        setup.Registry.With(ChurnVersion, Baselines.Classifier);
        await setup.IngestAsync(cancellationToken, Batch(Counts(Noon, ok: 1)));
        await setup.UpdateAsync(monitor => monitor.CountWindowSize = 8_000, cancellationToken);
        await setup.IngestAsync(cancellationToken, [.. Enumerable.Range(0, BatchCount).Select(_ => Batch(Rows()))]);
        await setup.StartRegistryAsync();
        return setup;
    }

    private static async Task<long> AwaitBeginAsync(MonitoringSetup setup, CancellationToken cancellationToken)
    {
        while (true)
        {
            setup.Clock.Advance(TimeSpan.FromMilliseconds(10));
            if (await setup.CountPendingAsync(cancellationToken) is < BatchCount and var left)
            {
                return left;
            }
        }
    }

    private static IEnumerable<PredictionSample> Rows() => Enumerable.Range(0, BatchRows).Select(row =>
    {
        var sample = Sample(Text("", "yes"), Number("age", 20 + (row % 60)), Text("region", "NSW"[row % 3].ToString()));
        sample.PredictionId = Guid.NewGuid().ToString("D");
        sample.Scores.Add([0.2, 0.8]);
        return sample;
    });
}

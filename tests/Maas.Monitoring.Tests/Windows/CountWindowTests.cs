using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Windows;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Windows;

[CancelAfter(60_000)]
internal sealed class CountWindowTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Ingest_AcrossBatches_FillsOneWindowAfterTheOther(CancellationToken cancellationToken)
    {
        await BeginAsync(100, cancellationToken);
        foreach (var count in new[] { 30, 90, 250, 10 })
        {
            await _setup.IngestAsync(cancellationToken, Batch(Rows(count)));
        }

        var windows = await _setup.QueryAsync(cancellationToken, byCount: true);

        Assert.That(windows.Select(window => (window.SequenceNumber, window.SampleCount)), Is.EqualTo(new[]
        {
            (1L, 100L), (2L, 100L), (3L, 100L), (4L, 80L),
        }));
        Assert.That(windows.Select(window => window.FeatureDrifts[0].SampleCount), Is.EqualTo(new[] { 100, 100, 100, 80 }));
        Assert.That(windows.Select(window => window.Drift.UntestedReason), Is.All.Empty);
    }

    [Test]
    public async Task Ingest_WithSlices_CountsEachSliceByItself(CancellationToken cancellationToken)
    {
        await BeginAsync(50, cancellationToken);
        await _setup.UpdateAsync(monitor => monitor.SliceSettings = new SliceSettings { Features = { "region" } }, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch(Rows(240)));

        var windows = await _setup.QueryAsync(cancellationToken, slice: "region=N", byCount: true);

        Assert.That(windows.Select(window => (window.Slice, window.SequenceNumber, window.SampleCount)), Is.EqualTo(new[]
        {
            ("region=N", 1L, 50L), ("region=N", 2L, 30L),
        }));
    }

    [Test]
    public async Task Update_OfTheSize_BeginsANewWindow(CancellationToken cancellationToken)
    {
        await BeginAsync(100, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch(Rows(20)));
        await _setup.UpdateAsync(monitor => monitor.CountWindowSize = 30, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch(Rows(40)));

        var windows = await _setup.QueryAsync(cancellationToken, byCount: true);

        Assert.That(windows.Select(window => window.SampleCount), Is.EqualTo(new[] { 20, 30, 10 }));
    }

    [Test]
    public async Task Ingest_AfterAllWindowsWereSwept_GoesOnCounting([Values] bool isPostgres, CancellationToken cancellationToken)
    {
        await using var setup = await StartAsync(("Retention", "01:00:00"), ("PostgresConnection", isPostgres ? SharedPostgres.CreateDatabase() : ""));
        await BeginAsync(setup, 100, cancellationToken);
        await setup.IngestAsync(cancellationToken, Batch(Rows(250)));
        var sweep = setup.Host.Services.GetRequiredService<RetentionSweep>();
        for (var i = 0; i < 4; i++)
        {
            setup.Clock.Advance(TimeSpan.FromMinutes(40));
            await setup.IngestAsync(cancellationToken, Batch(Counts(setup.Clock.GetUtcNow(), ok: 1)));
            await sweep.SweepAsync(cancellationToken);
        }

        var before = await setup.QueryAsync(cancellationToken, byCount: true);
        await setup.IngestAsync(cancellationToken, Batch(Rows(120).Select(row => At(row, setup.Clock.GetUtcNow()))));
        var after = await setup.QueryAsync(cancellationToken, byCount: true);

        Assert.That(before, Is.Empty);
        Assert.That(after.Select(window => (window.SequenceNumber, window.SampleCount)), Is.EqualTo(new[] { (4L, 100L), (5L, 20L) }));
    }

    [Test]
    public async Task Query_ByCountAndDuration_IsRefused(CancellationToken cancellationToken)
    {
        await BeginAsync(100, cancellationToken);

        var (_, info) = await Failures.OfAsync(() => _setup.QueryAsync(cancellationToken, TimeSpan.FromMinutes(1), byCount: true));

        Assert.That(info.Reason, Is.EqualTo("INVALID_FIELD"));
    }

    private Task BeginAsync(long size, CancellationToken cancellationToken) => BeginAsync(_setup, size, cancellationToken);

    private static async Task BeginAsync(MonitoringSetup setup, long size, CancellationToken cancellationToken)
    {
        await setup.BeginAsync(Baselines.Plain, cancellationToken);
        await setup.UpdateAsync(monitor => monitor.CountWindowSize = size, cancellationToken);
    }

    private static PredictionSample At(PredictionSample row, DateTimeOffset time)
    {
        row.PredictTime = time.ToTimestamp();
        return row;
    }

    private static IEnumerable<PredictionSample> Rows(int count) => Enumerable.Range(0, count)
        .Select(row => Sample(null, Number("age", 20 + (row % 60)), Text("region", "NSW"[row % 3].ToString())));
}

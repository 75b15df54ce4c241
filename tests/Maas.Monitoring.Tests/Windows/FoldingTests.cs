using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Windows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Maas.Monitoring.Tests.MonitoringSetup;
using MetricsWindow = Maas.Contracts.Monitoring.V1.MetricsWindow;

namespace Maas.Monitoring.Tests.Windows;

/// <summary>Old minutes become hours and days, and say the same.</summary>
[CancelAfter(60_000)]
internal sealed class FoldingTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Sweep_AfterDays_FoldsMinutesAndLosesNothing(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Plain, cancellationToken);
        await _setup.IngestAsync(cancellationToken, [.. Enumerable.Range(0, 300).Select(minute => Rows(Noon.AddMinutes(-minute), minute))]);
        var before = (await QueryDayAsync(cancellationToken)).Single();

        _setup.Clock.Advance(TimeSpan.FromDays(3));
        await SweepAsync(cancellationToken);
        var byHour = (await QueryDayAsync(cancellationToken, TimeSpan.FromHours(1))).Count;
        await _setup.IngestAsync(cancellationToken, Rows(Noon, 300));
        _setup.Clock.Advance(TimeSpan.FromDays(40));
        await SweepAsync(cancellationToken);
        var after = await QueryDayAsync(cancellationToken);

        Assert.That(byHour, Is.EqualTo(6));
        Assert.That(await CountRowsAsync(), Is.EqualTo(1));
        Assert.That(after.Single().RequestCount, Is.EqualTo(before.RequestCount + 1));
        Assert.That(after.Single().FeatureDrifts.Select(drift => drift.SampleCount), Is.EqualTo(before.FeatureDrifts.Select(drift => drift.SampleCount + 1)));
        Assert.That(after.Single().Latency.P99Seconds, Is.EqualTo(before.Latency.P99Seconds));
    }

    [Test]
    public async Task Query_OfWhatIsKeptByTheHour_HasWindowsOfWholeHours(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Plain, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Rows(Noon.AddMinutes(-10), 1), Rows(Noon.AddMinutes(-70), 2));
        _setup.Clock.Advance(TimeSpan.FromDays(3));
        await SweepAsync(cancellationToken);

        var windows = await QueryAsync(Noon.AddMinutes(-75), Noon.AddMinutes(-5), TimeSpan.FromMinutes(5), cancellationToken);

        Assert.That(windows.Select(TimesOf), Is.EqualTo(new[] { (Noon.AddHours(-2), Noon.AddHours(-1)), (Noon.AddHours(-1), Noon) }));
    }

    [Test]
    public async Task Query_AfterMinutesAreKeptForLonger_HasWindowsOfTheHoursThatAreThere(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Plain, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Rows(Noon.AddMinutes(-10), 1), Rows(Noon.AddMinutes(-70), 2));
        _setup.Clock.Advance(TimeSpan.FromDays(3));
        await SweepAsync(cancellationToken);
        Options.MinuteRetention = TimeSpan.FromDays(20);

        var windows = await QueryAsync(Noon.AddMinutes(-75), Noon.AddMinutes(-5), TimeSpan.FromMinutes(5), cancellationToken);

        Assert.That(windows.Select(window => (TimesOf(window), window.RequestCount)), Is.EqualTo(new[]
        {
            ((Noon.AddHours(-2), Noon.AddHours(-1)), 1L), ((Noon.AddHours(-1), Noon), 1L),
        }));
    }

    [Test]
    public async Task Query_AfterHoursAreKeptForLonger_HasWindowsOfTheDaysThatAreThere(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Plain, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Rows(Noon.AddHours(-7), 1));
        _setup.Clock.Advance(TimeSpan.FromDays(40));
        await SweepAsync(cancellationToken);
        (Options.MinuteRetention, Options.HourRetention) = (TimeSpan.FromDays(60), TimeSpan.FromDays(60));
        await _setup.IngestAsync(cancellationToken, Rows(Noon.AddMinutes(2), 2), Rows(Noon.AddDays(40), 3));

        var old = await QueryAsync(Noon, Noon.AddHours(2), TimeSpan.FromHours(1), cancellationToken);
        var recent = await QueryAsync(Noon.AddDays(39), Noon.AddDays(41), TimeSpan.FromMinutes(30), cancellationToken);

        Assert.That(old.Select(window => (TimesOf(window), window.RequestCount)), Is.EqualTo(new[] { ((Noon.AddHours(-12), Noon.AddHours(12)), 3L) }));
        Assert.That(recent.Select(TimesOf), Is.EqualTo(new[] { (Noon.AddDays(40), Noon.AddDays(40).AddMinutes(30)) }));
    }

    [Test]
    public async Task Query_WithoutWindow_IsOneOfTheHoursThatReachIntoIt(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Plain, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Rows(Noon.AddMinutes(-10), 1), Rows(Noon.AddMinutes(-70), 2));
        _setup.Clock.Advance(TimeSpan.FromDays(3));
        await SweepAsync(cancellationToken);

        var windows = await QueryAsync(Noon.AddMinutes(-75), Noon.AddMinutes(-5), window: null, cancellationToken);

        Assert.That(windows.Select(window => (TimesOf(window), window.RequestCount)), Is.EqualTo(new[] { ((Noon.AddHours(-2), Noon), 2L) }));
    }

    [Test]
    public async Task Sweep_WithADamagedWindow_FoldsTheOthersAndDeletesWhatHasExpired(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Plain, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Rows(Noon, 1), Rows(Noon.AddMinutes(-10), 2));
        await _setup.Host.Services.GetRequiredService<MonitoringDatabase>().WriteAsync(
            session => session.ExecuteAsync(
                "UPDATE windows SET content = @content WHERE minute = @minute",
                new { content = new byte[] { 1, 2, 3 }, minute = Minutes.Of(Noon.AddMinutes(-10)) }),
            cancellationToken);
        _setup.Clock.Advance(TimeSpan.FromDays(3));
        _setup.Host.Logs.Expect("is damaged and was deleted");
        await SweepAsync(cancellationToken);

        Assert.That(await CountRowsAsync(), Is.EqualTo(1));
        Assert.That((await QueryDayAsync(cancellationToken)).Single().RequestCount, Is.EqualTo(2));
    }

    private static IngestRequest Rows(DateTimeOffset time, int row)
    {
        var sample = Sample(null, Number("age", 20 + (row % 60)), Text("region", "NSW"[row % 3].ToString()));
        sample.PredictTime = time.ToTimestamp();
        var batch = Batch([sample]);
        batch.OperationCounts.Add(Counts(time, ok: 1, latency: Sketch([0.001 * (row + 1)])));
        return batch;
    }

    private Task<int> SweepAsync(CancellationToken cancellationToken) =>
        _setup.Host.Services.GetRequiredService<RetentionSweep>().SweepAsync(cancellationToken);

    private Task<long> CountRowsAsync() => _setup.Host.Services.GetRequiredService<MonitoringDatabase>().ReadAsync(
        session => session.GetAsync<long>("SELECT COUNT(*) FROM windows"), CancellationToken.None);

    private MonitoringOptions Options => _setup.Host.Services.GetRequiredService<IOptions<MonitoringOptions>>().Value;

    private static (DateTimeOffset Begin, DateTimeOffset End) TimesOf(MetricsWindow window) =>
        (window.StartTime.ToDateTimeOffset(), window.EndTime.ToDateTimeOffset());

    private Task<IReadOnlyList<MetricsWindow>> QueryDayAsync(CancellationToken cancellationToken, TimeSpan? window = null) =>
        QueryAsync(Noon.AddHours(-12), Noon.AddHours(12), window, cancellationToken);

    private async Task<IReadOnlyList<MetricsWindow>> QueryAsync(
        DateTimeOffset begin, DateTimeOffset end, TimeSpan? window, CancellationToken cancellationToken) =>
        (await _setup.Client.QueryMetricsAsync(
            new QueryMetricsRequest
            {
                Monitor = ChurnMonitor,
                StartTime = begin.ToTimestamp(),
                EndTime = end.ToTimestamp(),
                WindowDuration = window?.ToDuration(),
            },
            cancellationToken: cancellationToken)).Windows;
}

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Windows;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Windows;

[CancelAfter(60_000)]
internal sealed class QueryMetricsTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Query_AtTheEdgesOfMinutes_PutsEachIntoItsOwn(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(
            Counts(Noon.AddMinutes(-1), ok: 1),
            Counts(Noon.AddTicks(-1), ok: 2),
            Counts(Noon, ok: 4),
            Counts(Noon.AddSeconds(59), ok: 8)));

        var windows = await _setup.QueryAsync(cancellationToken, TimeSpan.FromMinutes(1));

        Assert.That(windows.Select(window => (window.StartTime.ToDateTimeOffset(), window.RequestCount)), Is.EqualTo(new[]
        {
            (Noon.AddMinutes(-1), 3L),
            (Noon, 12L),
        }));
        Assert.That(windows.Select(window => window.EndTime - window.StartTime),
            Is.All.EqualTo(Duration.FromTimeSpan(TimeSpan.FromMinutes(1))));
    }

    [Test]
    public async Task Query_WithoutTimes_IsTheHourUpToNowAsOneWindow(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(
            Counts(Noon.AddMinutes(-61), ok: 1), Counts(Noon.AddMinutes(-60), ok: 2), Counts(Noon, ok: 4)));

        var window = (await _setup.QueryAsync(cancellationToken)).Single();

        Assert.That(window.RequestCount, Is.EqualTo(6));
        Assert.That(window.StartTime.ToDateTimeOffset(), Is.EqualTo(Noon.AddHours(-1)));
        Assert.That(window.EndTime.ToDateTimeOffset(), Is.EqualTo(Noon.AddMinutes(1)));
    }

    [Test]
    public async Task Query_LastWindow_IsCutOffAtTheEnd(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(Counts(Noon.AddMinutes(-1), ok: 1)));

        var response = await QueryAsync(
            Noon.AddMinutes(-7), Noon, TimeSpan.FromMinutes(5), cancellationToken: cancellationToken);

        Assert.That(response.Windows.Single().StartTime.ToDateTimeOffset(), Is.EqualTo(Noon.AddMinutes(-2)));
        Assert.That(response.Windows.Single().EndTime.ToDateTimeOffset(), Is.EqualTo(Noon));
    }

    [Test]
    public async Task Query_OfManyVersions_AnswersEachByTimeThenByNumber(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(
            Counts(Noon, ok: 1, version: "models/churn/versions/10"),
            Counts(Noon, ok: 2, version: "models/churn/versions/9"),
            Counts(Noon.AddMinutes(-1), ok: 3, version: "models/churn/versions/10")));

        var windows = await _setup.QueryAsync(cancellationToken, TimeSpan.FromMinutes(1));

        Assert.That(windows.Select(window => (window.ModelVersion, window.RequestCount)), Is.EqualTo(new[]
        {
            ("models/churn/versions/10", 3L), ("models/churn/versions/9", 2L), ("models/churn/versions/10", 1L),
        }));
    }

    [Test]
    public async Task Query_OfOneVersion_LeavesTheOthersOut(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(
            cancellationToken, Batch(Counts(Noon, ok: 1), Counts(Noon, ok: 2, version: "models/churn/versions/8")));

        var response = await QueryAsync(version: "models/churn/versions/8", cancellationToken: cancellationToken);

        Assert.That(response.Windows.Single().RequestCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Query_OfAMonthByDays_AddsUpEveryDay(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(
            [.. Enumerable.Range(0, 29 * 24).Select(hour => Counts(Noon.AddHours(-hour), ok: 1))]));

        var response = await QueryAsync(
            Noon.AddDays(-29).AddHours(1), Noon.AddMinutes(1), TimeSpan.FromDays(1), cancellationToken: cancellationToken);

        Assert.That(response.Windows.Select(window => window.RequestCount), Is.EqualTo(Enumerable.Repeat(24L, 29)));
    }

    [Test]
    public async Task Query_WhereNothingHappened_IsEmpty(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(Counts(Noon, ok: 1)));

        var response = await QueryAsync(Noon.AddHours(-3), Noon.AddHours(-2), cancellationToken: cancellationToken);

        Assert.That(response.Windows, Is.Empty);
    }

    [Test]
    public async Task Query_WithoutLatencies_HasNone(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(Counts(Noon, ok: 0, failed: ("INTERNAL", 1))));

        Assert.That((await _setup.QueryAsync(cancellationToken)).Single().Latency, Is.Null);
    }

    [TestCase(0, 0, 0, TestName = "Query_EmptyInterval_IsRefused")]
    [TestCase(0, -60, 0, TestName = "Query_ReversedInterval_IsRefused")]
    [TestCase(-367 * 86400, 0, 0, TestName = "Query_IntervalLongerThanKept_IsRefused")]
    [TestCase(-3600, 0, 90, TestName = "Query_WindowOfAMinuteAndAHalf_IsRefused")]
    [TestCase(-3600, 0, -60, TestName = "Query_NegativeWindow_IsRefused")]
    [TestCase(-11_000 * 60, 0, 60, TestName = "Query_TooManyWindows_IsRefused")]
    public async Task Query_BadInterval_IsRefused(int startSeconds, int endSeconds, int windowSeconds)
    {
        var (code, info) = await Failures.OfAsync(() => QueryAsync(
            Noon.AddSeconds(startSeconds), Noon.AddSeconds(endSeconds),
            windowSeconds == 0 ? null : TimeSpan.FromSeconds(windowSeconds)));

        Assert.That((code, info.Reason), Is.EqualTo((StatusCode.InvalidArgument, "INTERVAL_INVALID")));
        Assert.That(info.Metadata.Keys, Is.SupersetOf(new[] { "startTime", "endTime", "problem" }));
    }

    [Test]
    public async Task Query_OfNoMonitor_IsNotFound()
    {
        var (code, info) = await Failures.OfAsync(() => QueryAsync());

        Assert.That((code, info.Reason), Is.EqualTo((StatusCode.NotFound, "RESOURCE_NOT_FOUND")));
        Assert.That(info.Metadata["resource"], Is.EqualTo(ChurnMonitor));
    }

    [Test]
    public async Task Sweep_AfterTheRetention_LeavesNothing(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(Counts(Noon.AddDays(-1), ok: 1), Counts(Noon, ok: 2)));
        var sweep = _setup.Host.Services.GetRequiredService<RetentionSweep>();

        _setup.Clock.Advance(TimeSpan.FromDays(365.9));
        await sweep.SweepAsync(cancellationToken);
        var kept = await QueryAsync(Noon.AddDays(-0.4), Noon.AddMinutes(1), cancellationToken: cancellationToken);
        _setup.Clock.Advance(TimeSpan.FromDays(2));
        await sweep.SweepAsync(cancellationToken);

        Assert.That(kept.Windows.Single().RequestCount, Is.EqualTo(2));
        Assert.That((await Failures.OfAsync(() => QueryAsync())).Code, Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task ListMonitors_ByPages_HasEachOnceByName(CancellationToken cancellationToken)
    {
        foreach (var id in new[] { "c", "a", "b" })
        {
            var counts = Counts(Noon, ok: 1);
            counts.Deployment = $"deployments/{id}";
            await _setup.IngestAsync(cancellationToken, Batch(counts));
        }

        var first = await _setup.Client.ListMonitorsAsync(
            new ListMonitorsRequest { PageSize = 2 }, cancellationToken: cancellationToken);
        var second = await _setup.Client.ListMonitorsAsync(
            new ListMonitorsRequest { PageSize = 2, PageToken = first.NextPageToken }, cancellationToken: cancellationToken);

        Assert.That(first.Monitors.Concat(second.Monitors).Select(monitor => monitor.Deployment),
            Is.EqualTo(new[] { "deployments/a", "deployments/b", "deployments/c" }));
        Assert.That(second.NextPageToken, Is.Empty);
    }

    [Test]
    public async Task GetMonitor_AfterBatches_TellsVersionsNewestFirst(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(
            cancellationToken, Batch(Counts(Noon, ok: 1), Counts(Noon, ok: 2, version: "models/churn/versions/12")));
        _setup.Clock.Advance(TimeSpan.FromMinutes(1));
        await _setup.IngestAsync(cancellationToken, Batch(Counts(Noon, ok: 4)));

        var monitor = await _setup.Client.GetMonitorAsync(
            new GetMonitorRequest { Name = ChurnMonitor }, cancellationToken: cancellationToken);

        Assert.That(monitor.ModelVersions.Select(version => (version.ModelVersion, version.RequestCount)),
            Is.EqualTo(new[] { ("models/churn/versions/12", 2L), (ChurnVersion, 5L) }));
        Assert.That(monitor.UpdateTime - monitor.CreateTime, Is.EqualTo(Duration.FromTimeSpan(TimeSpan.FromMinutes(1))));
    }

    private async Task<QueryMetricsResponse> QueryAsync(
        DateTimeOffset? start = null, DateTimeOffset? end = null, TimeSpan? window = null, string version = "",
        CancellationToken cancellationToken = default) => await _setup.Client.QueryMetricsAsync(
            new QueryMetricsRequest
            {
                Monitor = ChurnMonitor,
                ModelVersion = version,
                StartTime = start?.ToTimestamp(),
                EndTime = end?.ToTimestamp(),
                WindowDuration = window?.ToDuration(),
            },
            cancellationToken: cancellationToken);
}

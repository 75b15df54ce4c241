using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Google.Rpc;
using Maas.Contracts.Monitoring.V1;
using static Maas.Monitoring.Tests.MonitoringSetup;
using MonitorProto = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Monitoring.Tests.Drift;

[CancelAfter(60_000)]
internal sealed class DriftSettingsTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp()
    {
        _setup = await StartAsync();
        await _setup.IngestAsync(CancellationToken.None, Batch(Counts(Noon, ok: 1)));
    }

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task GetMonitor_OfNewOne_HasTheDefaults(CancellationToken cancellationToken)
    {
        var monitor = await GetAsync(cancellationToken);

        Assert.That(monitor.DriftSettings, Is.EqualTo(new DriftSettings
        {
            FalseAlarmInterval = Duration.FromTimeSpan(TimeSpan.FromDays(30)),
            MinSampleCount = 50,
        }));
    }

    [Test]
    public async Task UpdateMonitor_WithSettings_KeepsThemAcrossARestart(CancellationToken cancellationToken)
    {
        var wanted = new DriftSettings
        {
            FalseAlarmInterval = Duration.FromTimeSpan(TimeSpan.FromDays(7)),
            MinSampleCount = 200,
            FeatureTests = { new FeatureTest { Feature = "plan", Test = "none" } },
        };
        var before = await GetAsync(cancellationToken);

        var after = await UpdateAsync(wanted, before.Etag, cancellationToken);
        await _setup.Host.RestartAsync();

        Assert.That(after.DriftSettings, Is.EqualTo(wanted));
        Assert.That(after.Etag, Is.Not.EqualTo(before.Etag));
        Assert.That(await GetAsync(cancellationToken), Is.EqualTo(after));
    }

    [Test]
    public async Task UpdateMonitor_WithAnOldEtag_ChangesNothing(CancellationToken cancellationToken)
    {
        var before = await GetAsync(cancellationToken);
        await UpdateAsync(new DriftSettings { MinSampleCount = 99 }, before.Etag, cancellationToken);

        var failure = (await Assert.ThrowsAsync<RpcException>(
            () => UpdateAsync(new DriftSettings { MinSampleCount = 11 }, before.Etag, cancellationToken)))!;

        Assert.That(failure.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason, Is.EqualTo("ETAG_MISMATCH"));
        Assert.That((await GetAsync(cancellationToken)).DriftSettings.MinSampleCount, Is.EqualTo(99));
    }

    [Test]
    public async Task UpdateMonitor_Repeated_ChangesNothing(CancellationToken cancellationToken)
    {
        var before = await GetAsync(cancellationToken);
        var settings = new DriftSettings
        {
            FeatureTests = { new FeatureTest { Feature = "b", Test = "psi" }, new FeatureTest { Feature = "a", Test = "none" } },
        };

        var first = await UpdateAsync(settings, before.Etag, cancellationToken);
        var second = await UpdateAsync(first.DriftSettings, before.Etag, cancellationToken);

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public async Task UpdateMonitor_WithManyMistakes_TellsAll()
    {
        var failure = (await Assert.ThrowsAsync<RpcException>(() => UpdateAsync(
            new DriftSettings
            {
                FalseAlarmInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)),
                MinSampleCount = 3,
                FeatureTests =
                {
                    new FeatureTest { Feature = "a", Test = "psi" }, new FeatureTest { Feature = "a", Test = "psi" },
                    new FeatureTest { Feature = "b", Test = "guess" },
                },
            },
            etag: "", CancellationToken.None)))!;

        Assert.That(
            failure.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field),
            Is.EqualTo(new[]
            {
                "monitor.drift_settings.false_alarm_interval", "monitor.drift_settings.min_sample_count",
                "monitor.drift_settings.feature_tests[1].feature", "monitor.drift_settings.feature_tests[2].test",
            }));
    }

    [Test]
    public async Task UpdateMonitor_OfNone_IsNotFound()
    {
        var failure = (await Assert.ThrowsAsync<RpcException>(async () => await _setup.Client.UpdateMonitorAsync(
            new UpdateMonitorRequest { Monitor = new MonitorProto { Name = "monitors/nobody" } })))!;

        Assert.That(failure.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    private async Task<MonitorProto> GetAsync(CancellationToken cancellationToken) => await _setup.Client.GetMonitorAsync(
        new GetMonitorRequest { Name = ChurnMonitor }, cancellationToken: cancellationToken);

    private async Task<MonitorProto> UpdateAsync(DriftSettings settings, string etag, CancellationToken cancellationToken) =>
        await _setup.Client.UpdateMonitorAsync(
            new UpdateMonitorRequest { Monitor = new MonitorProto { Name = ChurnMonitor, DriftSettings = settings, Etag = etag } },
            cancellationToken: cancellationToken);
}

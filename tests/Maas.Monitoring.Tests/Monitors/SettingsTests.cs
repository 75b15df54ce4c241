using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using static Maas.Monitoring.Tests.MonitoringSetup;
using MonitorProto = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Monitoring.Tests.Monitors;

[CancelAfter(60_000)]
internal sealed class SettingsTests
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
    public async Task Update_OfAll_IsKept(CancellationToken cancellationToken)
    {
        var sent = new MonitorProto
        {
            Name = ChurnMonitor,
            SliceSettings = new SliceSettings { Features = { "region", "plan" }, MaxValueCount = 7 },
            PayloadSettings = new PayloadSettings
            {
                SampleRatio = 0.5, RedactedFeatures = { "name" }, Retention = TimeSpan.FromDays(2).ToDuration(),
            },
            ObjectiveSettings = new ObjectiveSettings
            {
                AvailabilityRatio = 0.999, LatencyRatio = 0.99, LatencyThreshold = TimeSpan.FromMilliseconds(50).ToDuration(),
                Period = TimeSpan.FromDays(28).ToDuration(),
            },
            OutcomeSettings = new OutcomeSettings { Detector = "ddm" },
            CountWindowSize = 1_000,
        };

        var updated = await _setup.Client.UpdateMonitorAsync(new UpdateMonitorRequest { Monitor = sent }, cancellationToken: cancellationToken);
        var read = await _setup.Client.GetMonitorAsync(new GetMonitorRequest { Name = ChurnMonitor }, cancellationToken: cancellationToken);

        Assert.That(read, Is.EqualTo(updated));
        Assert.That(
            (read.SliceSettings, read.PayloadSettings, read.ObjectiveSettings, read.OutcomeSettings, read.CountWindowSize),
            Is.EqualTo((sent.SliceSettings, sent.PayloadSettings, sent.ObjectiveSettings, sent.OutcomeSettings, sent.CountWindowSize)));
    }

    [Test]
    public async Task Update_OfASliceThatIsRedacted_IsRefused()
    {
        var sent = new MonitorProto
        {
            Name = ChurnMonitor,
            SliceSettings = new SliceSettings { Features = { "name" } },
            PayloadSettings = new PayloadSettings { SampleRatio = 1, RedactedFeatures = { "name" } },
        };

        Assert.That(
            (await Failures.OfAsync(async () => await _setup.Client.UpdateMonitorAsync(new UpdateMonitorRequest { Monitor = sent }))).Code,
            Is.EqualTo(StatusCode.InvalidArgument));
    }

    [Test]
    public async Task Update_OfEverythingWrong_NamesItAll()
    {
        var sent = new MonitorProto
        {
            Name = ChurnMonitor,
            SliceSettings = new SliceSettings { Features = { "a", "a" }, MaxValueCount = 1_001 },
            PayloadSettings = new PayloadSettings { SampleRatio = double.NaN, RedactedFeatures = { "" }, Retention = TimeSpan.FromSeconds(1).ToDuration() },
            ObjectiveSettings = new ObjectiveSettings { AvailabilityRatio = 1, LatencyRatio = 0.9, Period = TimeSpan.FromHours(1).ToDuration() },
            OutcomeSettings = new OutcomeSettings { Detector = "crystal-ball" },
            CountWindowSize = 9,
        };

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await _setup.Client.UpdateMonitorAsync(new UpdateMonitorRequest { Monitor = sent }));

        Assert.That(failure!.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field), Is.EquivalentTo(new[]
        {
            "monitor.slice_settings.features", "monitor.slice_settings.max_value_count", "monitor.payload_settings.sample_ratio",
            "monitor.payload_settings.redacted_features", "monitor.payload_settings.retention", "monitor.objective_settings.availability_ratio",
            "monitor.objective_settings.latency_threshold", "monitor.objective_settings.period", "monitor.outcome_settings.detector",
            "monitor.count_window_size",
        }));
    }
}

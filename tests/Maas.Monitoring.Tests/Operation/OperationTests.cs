using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Operation;

[CancelAfter(60_000)]
internal sealed class OperationTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Query_OfTwoReplicas_AddsStagesUpAndTellsEachReplica(CancellationToken cancellationToken)
    {
        foreach (var (replica, size) in new[] { ("a", 1), ("b", 8) })
        {
            var counts = Counts(Noon, ok: 10, latency: Sketch([0.03]));
            (counts.QueueLatency, counts.RunLatency) = (Sketch(Enumerable.Repeat(0.01, 10)), Sketch(Enumerable.Repeat(0.02, 10)));
            counts.BatchSizeCounts[size] = 10;
            var batch = Batch(counts);
            batch.Replica = replica;
            batch.ReplicaLoads.Add(Load(memoryBytes: 1_000 * size, loads: 1, seconds: size));
            await _setup.IngestAsync(cancellationToken, batch);
        }

        var later = Batch();
        (later.Replica, _setup.Clock.AutoAdvanceAmount) = ("a", TimeSpan.FromMilliseconds(1));
        later.ReplicaLoads.Add(Load(memoryBytes: 5, loads: 0, seconds: 0));
        await _setup.IngestAsync(cancellationToken, later);

        var operation = (await _setup.QueryAsync(cancellationToken)).Single().Operation;
        Assert.That((operation.QueueLatency.P50Seconds, operation.RunLatency.P99Seconds), Is.EqualTo((0.01, 0.02)).Within(0.0002));
        Assert.That(operation.BatchSizeCounts, Is.EqualTo(new Dictionary<int, long> { [1] = 10, [8] = 10 }));
        Assert.That((operation.LoadCount, operation.LoadMeanSeconds), Is.EqualTo((2L, 4.5)));
        Assert.That(operation.Replicas.Select(replica => (replica.Replica, replica.Device, replica.MemoryBytes)), Is.EqualTo(new[]
        {
            ("a", "cpu", 5L), ("b", "cpu", 8_000L),
        }));
    }

    [Test]
    public async Task Query_WithObjectives_TellsHowFastTheyAreSpent(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(
            Counts(Noon, ok: 96, failed: ("UNAVAILABLE", 4), latency: Sketch([.. Enumerable.Repeat(0.01, 90), .. Enumerable.Repeat(0.2, 6)])),
            Counts(Noon, ok: 0, failed: ("INVALID_ARGUMENT", 1_000))));
        await _setup.UpdateAsync(
            monitor => monitor.ObjectiveSettings = new ObjectiveSettings
            {
                AvailabilityRatio = 0.99, LatencyRatio = 0.95, LatencyThreshold = TimeSpan.FromMilliseconds(100).ToDuration(),
            },
            cancellationToken);

        var rates = (await _setup.QueryAsync(cancellationToken)).Single().Operation.BurnRates;

        // 4 of 100 failed where 1 may; 6 of 96 were late where 4.8 may be. What callers did wrong does not count.
        Assert.That(rates["availability"], Is.EqualTo(4).Within(1e-9));
        Assert.That(rates["latency"], Is.EqualTo(6 / 96.0 / 0.05).Within(1e-9));
    }

    private static ReplicaLoad Load(long memoryBytes, long loads, double seconds) => new()
    {
        Deployment = ChurnDeployment, ModelVersion = ChurnVersion, Device = "cpu", MemoryBytes = memoryBytes, LoadCount = loads, LoadSeconds = seconds,
    };
}

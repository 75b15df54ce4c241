using Maas.Contracts.Monitoring.V1;
using Maas.Inference.Tests.Repository;
using Maas.Inference.Tests.Shadows;
using Maas.Testing;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Sampling;

/// <summary>Versions that are loaded, leave memory and come back, as Monitoring sees them over real sockets.</summary>
[CancelAfter(60_000)]
internal sealed class ToldLoadsTests
{
    private FakeMonitoring.Intake _received = null!;
    private ControlledHost _server = null!;
    private TestHost<FakeMonitoring> _monitoring = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        (_received, _server) = (new FakeMonitoring.Intake(), new ControlledHost());
        _monitoring = await FakeMonitoring.StartAsync(address, _received);
        _server.Put("churn", OnnxModels.Linear([2], 0));
        await _server.StartAsync(("Maas:Services:Monitoring", address.ToString()), ("Maas:Inference:Sampling:Interval", "00:00:00.020"));
        await _server.LoadAsync("churn");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _monitoring.DisposeAsync();
    }

    [Test]
    public async Task Version_ThatNobodyAsksFor_IsTold(CancellationToken cancellationToken)
    {
        await ShadowWorld.UntilAsync(() => Told.Any(held => held.LoadCount > 0), cancellationToken);

        var told = Told.Single(held => held.LoadCount > 0);
        Assert.That(_received.Requests, Is.Zero);
        Assert.That((told.Deployment, told.ModelVersion, told.Device), Is.EqualTo(("models/churn", "models/churn/versions/1", "cpu")));
        Assert.That(told.MemoryBytes, Is.Positive);
        Assert.That((told.LoadCount, told.LoadSeconds > 0), Is.EqualTo((1L, true)));
    }

    [Test]
    public async Task Version_ThatLeavesMemoryAndComesBack_IsToldWithEachOfItsLoads(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 3; i++)
        {
            _server.Evict("churn");
            Assert.That(_server.Predict("churn"), Is.EqualTo(2));
        }

        await ShadowWorld.UntilAsync(() => Told.Sum(told => told.LoadCount) == 4, cancellationToken);
        Assert.That(Told.Sum(told => told.LoadSeconds), Is.Positive);
    }

    private IEnumerable<ReplicaLoad> Told => _received.Batches.SelectMany(batch => batch.ReplicaLoads);
}

using Maas.Contracts.Inference.V1;
using Maas.Inference.Sampling;
using Maas.Inference.Tests.Shadows;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Sampling;

/// <summary>Over real sockets.</summary>
[CancelAfter(60_000)]
internal sealed class MonitoringSinkTests
{
    [Test]
    public async Task Requests_ToServer_ReachMonitoring(CancellationToken cancellationToken)
    {
        var received = new FakeMonitoring.Intake();
        await using var monitoring = await FakeMonitoring.StartAsync(FreeAddress(), received);
        await using var server = await ServingHost.StartAsync(
            [Signatures.Regression()],
            new Dictionary<string, string?>
            {
                ["Maas:Services:Monitoring"] = monitoring.Addresses.Grpc.ToString(),
                ["Maas:Inference:Sampling:Interval"] = "00:00:00.050",
                ["Maas:Inference:Replica"] = "replica-1",
            },
            builder => builder.Services.AddHostedService<ObservationShipper>());

        var row = new Google.Protobuf.WellKnownTypes.Struct();
        row.Fields["bmi"] = Google.Protobuf.WellKnownTypes.Value.ForNumber(2);
        var answered = server.Predictions.Predict(new PredictRequest { Model = "diabetes", Rows = { row } }, cancellationToken: cancellationToken);

        await ShadowWorld.UntilAsync(() => received.Samples > 0, cancellationToken);
        var batch = received.Batches.Single(batch => batch.OperationCounts.Count > 0);
        var sample = batch.PredictionSamples.Single();
        Assert.That((batch.Replica, batch.OperationCounts.Single().RequestCounts["OK"]), Is.EqualTo(("replica-1", 1L)));
        Assert.That(sample.PredictionId, Is.EqualTo(answered.Predictions[0].PredictionId));
        Assert.That((sample.Deployment, sample.ModelVersion), Is.EqualTo(("models/diabetes", "models/diabetes/versions/1")));
        Assert.That((sample.Features[0].Feature, sample.Features[0].Number), Is.EqualTo(("bmi", 2d)));
        Assert.That(sample.Prediction.Number, Is.EqualTo(7d));
        var counts = batch.OperationCounts[0];
        Assert.That(counts.Latency.BucketCounts.Sum(), Is.EqualTo(1));
        Assert.That(counts.RunLatency.TotalSeconds, Is.GreaterThan(0).And.LessThanOrEqualTo(counts.Latency.TotalSeconds));
        Assert.That(counts.QueueLatency.BucketCounts.Sum() + counts.QueueLatency.ZeroCount, Is.EqualTo(1));
        Assert.That(counts.BatchSizeCounts, Is.EqualTo(new Dictionary<int, long> { [1] = 1 }));
        Assert.That(sample.Scores, Is.Empty);
    }

    [Test]
    public async Task Requests_WithMonitoringAway_AreAnswered(CancellationToken cancellationToken)
    {
        await using var server = await ServingHost.StartAsync(
            [Signatures.Regression()],
            new Dictionary<string, string?>
            {
                ["Maas:Services:Monitoring"] = FreeAddress().ToString(),
                ["Maas:Inference:Sampling:Interval"] = "00:00:00.010",
            },
            builder => builder.Services.AddHostedService<ObservationShipper>());

        for (var i = 0; i < 100; i++)
        {
            await server.Inference.ModelInferAsync(
                Requests.Raw("diabetes", "FP32", [1, 1], Requests.Bytes(2f), "bmi"), cancellationToken: cancellationToken);
        }

        Assert.That(server.Host.Logs.Lines.Count(line => line.Category.Contains("ObservationShipper", StringComparison.Ordinal)), Is.LessThanOrEqualTo(1));
    }

    private static Uri FreeAddress() => new($"http://127.0.0.1:{FreePort.Find()}");
}

using System.Threading.Channels;
using Grpc.Core;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Monitoring.V1;
using Maas.Hosting;
using Maas.Inference.Sampling;
using Maas.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Sampling;

/// <summary>Over real sockets, with a Monitoring service that only writes down what it gets.</summary>
[CancelAfter(60_000)]
internal sealed class MonitoringSinkTests
{
    [Test]
    public async Task Requests_ToServer_ReachMonitoring(CancellationToken cancellationToken)
    {
        await using var monitoring = await TestHost.StartAsync<MonitoringStub>();
        var received = monitoring.Services.GetRequiredService<Received>();
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

        var batch = await received.Batches.Reader.ReadAsync(cancellationToken);
        var sample = batch.PredictionSamples.Single();
        Assert.That((batch.Replica, batch.OperationCounts.Single().RequestCounts["OK"]), Is.EqualTo(("replica-1", 1L)));
        Assert.That(sample.PredictionId, Is.EqualTo(answered.Predictions[0].PredictionId));
        Assert.That((sample.Deployment, sample.ModelVersion), Is.EqualTo(("models/diabetes", "models/diabetes/versions/1")));
        Assert.That((sample.Features[0].Feature, sample.Features[0].Number), Is.EqualTo(("bmi", 2d)));
        Assert.That(sample.Prediction.Number, Is.EqualTo(7d));
        Assert.That(batch.OperationCounts[0].Latency.BucketCounts.Sum(), Is.EqualTo(1));
    }

    [Test]
    public async Task Requests_WithMonitoringAway_AreAnswered(CancellationToken cancellationToken)
    {
        await using var server = await ServingHost.StartAsync(
            [Signatures.Regression()],
            new Dictionary<string, string?>
            {
                ["Maas:Services:Monitoring"] = $"http://127.0.0.1:{FreePort.Find()}",
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

    /// <summary>What came.</summary>
    internal sealed class Received
    {
        public Channel<IngestRequest> Batches { get; } = Channel.CreateUnbounded<IngestRequest>();
    }

    internal sealed class MonitoringStub : IServiceModule
    {
        public static string Name => "Monitoring";

        public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

        public static void AddServices(WebApplicationBuilder builder) => builder.Services.AddSingleton<Received>();

        public static void MapEndpoints(WebApplication app) => app.MapGrpcService<Service>();
    }

    internal sealed class Service(Received received) : MonitoringService.MonitoringServiceBase
    {
        public override async Task<IngestResponse> Ingest(IAsyncStreamReader<IngestRequest> requestStream, ServerCallContext context)
        {
            await foreach (var batch in requestStream.ReadAllAsync(context.CancellationToken))
            {
                await received.Batches.Writer.WriteAsync(batch, context.CancellationToken);
            }

            return new IngestResponse { BatchCount = 1 };
        }
    }
}

using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Oip;
using Maas.Inference.Sampling;
using Maas.Inference.Tests.Shadows;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Sampling;

/// <summary>Scores of a classifier on their way to Monitoring, over real sockets.</summary>
[CancelAfter(60_000)]
internal sealed class ToldScoresTests
{
    private FakeMonitoring.Intake _received = null!;
    private TestHost<FakeMonitoring> _monitoring = null!;
    private ServingHost _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        _received = new FakeMonitoring.Intake();
        _monitoring = await FakeMonitoring.StartAsync(address, _received);
        _server = await ServingHost.StartAsync(
            [Signatures.Classifier()],
            new Dictionary<string, string?>
            {
                ["Maas:Services:Monitoring"] = address.ToString(),
                ["Maas:Inference:Sampling:Interval"] = "00:00:00.050",
            },
            builder => builder.Services.AddHostedService<ObservationShipper>());
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _monitoring.DisposeAsync();
    }

    [Test]
    public async Task Predict_OfRows_TellsTheScoresThatTheCallerGot(CancellationToken cancellationToken)
    {
        var answered = await _server.Predictions.PredictAsync(
            new PredictRequest { Model = "iris", Rows = { Row(1, 2), Row(-1, 0.5) } }, cancellationToken: cancellationToken);

        await ShadowWorld.UntilAsync(() => _received.Samples == 2, cancellationToken);
        var told = _received.Batches.SelectMany(batch => batch.PredictionSamples).ToDictionary(sample => sample.PredictionId);
        foreach (var prediction in answered.Predictions)
        {
            var sample = told[prediction.PredictionId];
            Assert.That(sample.Scores, Is.EqualTo(prediction.ClassScores.Select(score => score.Score)));
            Assert.That(sample.Scores.Sum(), Is.EqualTo(1).Within(1e-6));
        }
    }

    [TestCase("", 3)]
    [TestCase("probabilities", 3)]
    [TestCase("label", 0)]
    public async Task ModelInfer_TellsScoresWhereTheyWereComputed(string output, int expected, CancellationToken cancellationToken)
    {
        var request = new ModelInferRequest
        {
            ModelName = "iris",
            Inputs = { Requests.Input("length", "FP32", 1, 1), Requests.Input("width", "FP32", 1, 1) },
            RawInputContents =
            {
                Google.Protobuf.ByteString.CopyFrom(Requests.Bytes(1f)), Google.Protobuf.ByteString.CopyFrom(Requests.Bytes(2f)),
            },
        };
        if (output.Length > 0)
        {
            request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = output });
        }

        await _server.Inference.ModelInferAsync(request, cancellationToken: cancellationToken);

        await ShadowWorld.UntilAsync(() => _received.Samples == 1, cancellationToken);
        Assert.That(_received.Batches.SelectMany(batch => batch.PredictionSamples).Single().Scores, Has.Count.EqualTo(expected));
    }

    private static Struct Row(double length, double width) => new()
    {
        Fields = { ["length"] = Value.ForNumber(length), ["width"] = Value.ForNumber(width) },
    };
}

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Inference.V1;
using Maas.Inference.Sampling;
using Maas.Inference.Tests.Shadows;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Sampling;

/// <summary>What Monitoring is told of texts and images, over real sockets.</summary>
[CancelAfter(60_000)]
internal sealed class ToldTextsTests
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
            [Signatures.TextClassifier(), Signatures.WeightedImage("photos")],
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
    public async Task Predict_OfTexts_TellsPredictionsScoresAndLengths_AndNoText(CancellationToken cancellationToken)
    {
        string[] texts = ["good film", "bad 👍 größe", ""];
        var answered = await _server.Predictions.PredictAsync(
            new PredictRequest
            {
                Model = "reviews", Rows = { texts.Select(text => new Struct { Fields = { ["text"] = Value.ForString(text) } }) },
            },
            cancellationToken: cancellationToken);

        await ShadowWorld.UntilAsync(() => _received.Samples == 3, cancellationToken);
        var batches = _received.Batches.ToList();
        var told = batches.SelectMany(batch => batch.PredictionSamples).ToDictionary(sample => sample.PredictionId);
        Assert.That(
            answered.Predictions.Select(prediction => told[prediction.PredictionId]).Select(sample => (sample.Features.Single().Feature, sample.Features.Single().Number)),
            Is.EqualTo(texts.Select(text => ("(length of text)", (double)text.Length))));
        Assert.That(
            answered.Predictions.Select(prediction => (told[prediction.PredictionId].Prediction.Text, told[prediction.PredictionId].Scores.Count)),
            Is.EqualTo(answered.Predictions.Select(prediction => (prediction.Label, 2))));
        Assert.That(batches.Select(batch => JsonFormatter.Default.Format(batch)), Has.None.Contains("film"));
    }

    [Test]
    public async Task ModelInfer_OfImages_TellsPredictions(CancellationToken cancellationToken)
    {
        await _server.Inference.ModelInferAsync(
            Requests.Raw("photos", "FP32", [2, 3, 1, 2], Requests.Bytes(new float[12]), "photo"), cancellationToken: cancellationToken);

        await ShadowWorld.UntilAsync(() => _received.Samples == 2, cancellationToken);
        var told = _received.Batches.SelectMany(batch => batch.PredictionSamples).ToList();
        Assert.That(told.Select(sample => (sample.Features.Count, sample.Prediction.Number)), Is.All.EqualTo((0, 0.0)));
    }
}

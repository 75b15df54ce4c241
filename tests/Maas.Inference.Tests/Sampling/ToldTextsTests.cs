using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Inference.V1;

namespace Maas.Inference.Tests.Sampling;

/// <summary>What Monitoring is told of texts and images, over real sockets.</summary>
[CancelAfter(60_000)]
internal sealed class ToldTextsTests
{
    private ToldWorld _world = null!;

    [SetUp]
    public async Task StartAsync() => _world = await ToldWorld.StartAsync(Signatures.TextClassifier(), Signatures.WeightedImage("photos"));

    [TearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Predict_OfTexts_TellsPredictionsScoresAndLengths_AndNoText(CancellationToken cancellationToken)
    {
        string[] texts = ["good film", "bad 👍 größe", ""];
        var answered = await _world.Server.Predictions.PredictAsync(
            new PredictRequest
            {
                Model = "reviews", Rows = { texts.Select(text => new Struct { Fields = { ["text"] = Value.ForString(text) } }) },
            },
            cancellationToken: cancellationToken);

        var samples = await _world.SamplesAsync(3, cancellationToken);
        var told = samples.ToDictionary(sample => sample.PredictionId);
        Assert.That(
            answered.Predictions.Select(prediction => told[prediction.PredictionId]).Select(sample => (sample.Features.Single().Feature, sample.Features.Single().Number)),
            Is.EqualTo(texts.Select(text => ("(length of text)", (double)text.Length))));
        Assert.That(
            answered.Predictions.Select(prediction => (told[prediction.PredictionId].Prediction.Text, told[prediction.PredictionId].Scores.Count)),
            Is.EqualTo(answered.Predictions.Select(prediction => (prediction.Label, 2))));
        Assert.That(_world.Batches.Select(batch => JsonFormatter.Default.Format(batch)), Has.None.Contains("film"));
    }

    [Test]
    public async Task ModelInfer_OfImages_TellsPredictions(CancellationToken cancellationToken)
    {
        await _world.Server.Inference.ModelInferAsync(
            Requests.Raw("photos", "FP32", [2, 3, 1, 2], Requests.Bytes(new float[12]), "photo"), cancellationToken: cancellationToken);

        var samples = await _world.SamplesAsync(2, cancellationToken);
        Assert.That(samples.Select(sample => (sample.Features.Count, sample.Prediction.Number)), Is.All.EqualTo((0, 0.0)));
    }
}

using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Oip;

namespace Maas.Inference.Tests.Sampling;

/// <summary>Scores of a classifier on their way to Monitoring, over real sockets.</summary>
[CancelAfter(60_000)]
internal sealed class ToldScoresTests
{
    private ToldWorld _world = null!;

    [SetUp]
    public async Task StartAsync() => _world = await ToldWorld.StartAsync(Signatures.Classifier());

    [TearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Predict_OfRows_TellsTheScoresThatTheCallerGot(CancellationToken cancellationToken)
    {
        var answered = await _world.Server.Predictions.PredictAsync(
            new PredictRequest { Model = "iris", Rows = { Row(1, 2), Row(-1, 0.5) } }, cancellationToken: cancellationToken);

        var samples = await _world.SamplesAsync(2, cancellationToken);
        var told = samples.ToDictionary(sample => sample.PredictionId);
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

        await _world.Server.Inference.ModelInferAsync(request, cancellationToken: cancellationToken);

        var samples = await _world.SamplesAsync(1, cancellationToken);
        Assert.That(samples.Single().Scores, Has.Count.EqualTo(expected));
    }

    private static Struct Row(double length, double width) => new()
    {
        Fields = { ["length"] = Value.ForNumber(length), ["width"] = Value.ForNumber(width) },
    };
}

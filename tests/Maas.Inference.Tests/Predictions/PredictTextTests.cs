using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Inference.V1;

namespace Maas.Inference.Tests.Predictions;

internal sealed class PredictTextTests
{
    private ServingHost _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(Signatures.TextClassifier());

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    // By hand: the softmax of (score of bad, score of good), where each 'good' adds 1 to the one and each 'bad' 2 to the other.
    [TestCase("good film", 0, 1)]
    [TestCase("bad film bad cut good sound", 4, 1)]
    [TestCase("größe", 0, 0)]
    public void Predict_OfText_CountsItsWords(string text, double bad, double good)
    {
        var prediction = Predict(Value.ForString(text)).Predictions.Single();

        var share = Math.Exp(bad) / (Math.Exp(bad) + Math.Exp(good));
        Assert.That(prediction.Label, Is.EqualTo(bad >= good ? "bad" : "good"));
        Assert.That(prediction.ClassScores.Select(score => score.Label), Is.EqualTo(new[] { "bad", "good" }));
        Assert.That(prediction.ClassScores.Select(score => score.Score), Is.EqualTo(new[] { share, 1 - share }).Within(1e-6));
    }

    [Test]
    public void Predict_OfSeveralTexts_AnswersEach() => Assert.That(
        Predict(Value.ForString("good"), Value.ForString("so bad")).Predictions.Select(prediction => prediction.Label),
        Is.EqualTo(new[] { "good", "bad" }));

    [Test]
    public void Predict_WithoutText_IsRefused()
    {
        var error = ServingHost.Fails(() => Predict(Value.ForString("good"), Value.ForNull(), Value.ForNumber(3)));

        Assert.That(
            (error.Reason, error.Metadata["row"], error.Metadata["field"], error.Metadata["expected"], error.Metadata["actual"]),
            Is.EqualTo(("ROW_INVALID", "1", "text", "a text", "nothing")));
        Assert.That(error.FieldViolations.Select(violation => violation.Field), Is.EqualTo(new[] { "rows[1].text", "rows[2].text" }));
    }

    private PredictResponse Predict(params Value[] texts) => _server.Predictions.Predict(new PredictRequest
    {
        Model = "reviews",
        Rows = { texts.Select(text => new Struct { Fields = { ["text"] = text } }) },
    });
}

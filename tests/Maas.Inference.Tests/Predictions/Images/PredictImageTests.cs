using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.Contracts.Inference.V1;
using Maas.Errors;
using Maas.Inference.Predictions.Images;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Predictions.Images;

[CancelAfter(60_000)]
internal sealed class PredictImageTests
{
    // Red, green and blue of two pixels in NCHW; the model weighs its values 1, 10, 100, …
    private static readonly byte[] Photo = TestImages.Png(2, 1, 1, 2, 3, 4, 5, 6);

    private ServingHost _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(
        [Signatures.WeightedImage("sum"), Signatures.WeightedImage("one", rowCount: 1)],
        new Dictionary<string, string?> { ["Maas:Inference:Images:MaxPixels"] = "100" });

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public void Predict_OfImages_RunsOnTheirPixels()
    {
        var response = Predict("sum", Row(Photo), Row(TestImages.Png(2, 1, 0, 0, 0, 1, 0, 0)));

        Assert.That(
            response.Predictions.Select(prediction => prediction.Value),
            Is.EqualTo(new double[] { 1 + 40 + 200 + 5_000 + 30_000 + 600_000, 10 }));
    }

    [Test]
    public void Predict_OfBadImages_NamesRowAndField()
    {
        var error = ServingHost.Fails(() => Predict("sum", Row(Photo), Row(TestImages.Png(11, 10, new byte[110])), new Struct()));

        Assert.That((error.Reason, error.Metadata["row"], error.Metadata["field"]), Is.EqualTo(("ROW_INVALID", "1", "photo")));
        Assert.That(error.Metadata["expected"], Is.EqualTo("a PNG or JPEG image of at most 100 pixels, in base64"));
        Assert.That(error.Metadata["actual"], Is.EqualTo("a PNG image of 11 x 10 pixels"));
        Assert.That(error.FieldViolations.Select(violation => violation.Field), Is.EqualTo(new[] { "rows[1].photo", "rows[2].photo" }));
    }

    [Test]
    public void Predict_WhileImagesOfOthersTakeTheMemory_IsLimitReached()
    {
        var memory = _server.Host.Services.GetRequiredService<ImageMemory>();
        memory.Take(memory.MaxBytes);

        var error = ServingHost.Fails(() => Predict("sum", Row(Photo)));
        memory.GiveBack(memory.MaxBytes);

        Assert.That((error.Code, error.Reason), Is.EqualTo((MaasErrorCode.ResourceExhausted, "LIMIT_REACHED")));
        Assert.That(error.RetryDelay, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(Predict("sum", Row(Photo)).Predictions.Single().Value, Is.EqualTo(635_241));
    }

    [Test]
    public async Task Predict_OverRest_TakesBase64()
    {
        var body = $$"""{"rows":[{"photo":"{{Convert.ToBase64String(Photo)}}"}]}""";

        using var response = await _server.Http.PostAsync(
            "/v1/models/sum:predict", new StringContent(body, Encoding.UTF8, "application/json"));

        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        Assert.That((double?)JsonNode.Parse(text)!["predictions"]![0]!["value"], Is.EqualTo(635_241));
    }

    [Test]
    public void Predict_OfMoreRowsThanTheGraphTakes_SaysHowMany()
    {
        Assert.That(Predict("one", Row(Photo)).Predictions.Single().Value, Is.EqualTo(635_241));

        var error = ServingHost.Fails(() => Predict("one", Row(Photo), Row(Photo)));

        Assert.That((error.Reason, error.FieldViolations[0].Field), Is.EqualTo(("INVALID_FIELD", "rows")));
        Assert.That(error.Message, Does.Contain("Expected 1").And.Contain("'photo'").And.Contain("got 2").And.Contain("PredictStream"));
    }

    [Test]
    public async Task PredictStream_OfImages_RunsEach(CancellationToken cancellationToken)
    {
        using var call = _server.Predictions.PredictStream(cancellationToken: cancellationToken);
        foreach (var row in new[] { Row(Photo), Row([1, 2, 3]), Row(Photo) })
        {
            await call.RequestStream.WriteAsync(new PredictStreamRequest { Model = "one", Row = row }, cancellationToken);
        }

        await call.RequestStream.CompleteAsync();
        var answers = await call.ResponseStream.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);

        Assert.That(answers.Select(answer => answer.Prediction?.Value), Is.EqualTo(new double?[] { 635_241, null, 635_241 }));
        Assert.That(answers[1].Error.GetDetail<ErrorInfo>()!.Reason, Is.EqualTo("ROW_INVALID"));
    }

    private PredictResponse Predict(string model, params Struct[] rows) =>
        _server.Predictions.Predict(new PredictRequest { Model = model, Rows = { rows } });

    private static Struct Row(byte[] file) =>
        new() { Fields = { ["photo"] = Value.ForString(Convert.ToBase64String(file)) } };
}

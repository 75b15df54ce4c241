using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Predictions;

internal sealed class PredictTests
{
    private ServingHost _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(
        Signatures.Regression(), Signatures.Classifier(), Signatures.Echo(),
        ServingHost.Model(OnnxModels.Linear([2, 3], 1), "tensors"));

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public void Predict_OfRegression_GivesTheBitsOfModelInfer()
    {
        double[] values = [0.1, 17.3, -2.5e-3];
        var infer = Requests.Raw("diabetes", "FP32", [3, 1], Requests.Bytes(values.Select(value => (float)value).ToArray()), "bmi");
        var expected = Requests.Floats(_server.Inference.ModelInfer(infer).RawOutputContents[0]);

        var response = Predict("diabetes", [.. values.Select(value => Row(("bmi", Value.ForNumber(value))))]);

        Assert.That(response.Predictions.Select(prediction => prediction.Value), Is.EqualTo(expected.Select(value => (double)value)));
        Assert.That((response.Model, response.ModelVersion), Is.EqualTo(("diabetes", "1")));
        Assert.That(response.Predictions.Select(prediction => Guid.Parse(prediction.PredictionId)), Is.Unique);
    }

    [Test]
    public void Predict_OfClassifier_GivesLabelAndScoresOfModelInfer()
    {
        var infer = new ModelInferRequest
        {
            ModelName = "iris",
            Inputs = { Requests.Input("length", "FP32", 1, 1), Requests.Input("width", "FP32", 1, 1) },
            RawInputContents = { ByteString.CopyFrom(Requests.Bytes(0.3f)), ByteString.CopyFrom(Requests.Bytes(0.7f)) },
        };
        var expected = _server.Inference.ModelInfer(infer);

        var prediction = Predict("iris", Row(("length", Value.ForNumber(0.3)), ("width", Value.ForNumber(0.7)))).Predictions.Single();

        var scores = Requests.Floats(expected.RawOutputContents[1]);
        Assert.That(prediction.ClassScores.Select(score => (score.Label, score.Score)), Is.EqualTo(
            new[] { ("setosa", (double)scores[0]), ("versicolor", scores[1]), ("virginica", scores[2]) }));
        Assert.That(prediction.Label, Is.EqualTo("virginica"));
        Assert.That(prediction.Score, Is.EqualTo((double)scores.Max()));
        Assert.That(prediction.ClassScores.Sum(score => score.Score), Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void Predict_OfMissingNumber_PassesNaN()
    {
        var response = Predict("diabetes", Row(), Row(("bmi", Value.ForNull())));

        Assert.That(response.Predictions.Select(prediction => prediction.Value), Is.All.NaN);
    }

    [Test]
    public void Predict_OfTexts_PassesThemAndEmptyForMissing()
    {
        var response = Predict("echo", Row(("colour", Value.ForString("größe"))), Row());

        Assert.That(response.Predictions.Select(prediction => prediction.Label), Is.EqualTo(new[] { "größe", "" }));
    }

    [Test]
    public void Predict_OfTruthValue_IsOneOrZero()
    {
        var response = Predict("diabetes", Row(("bmi", Value.ForBool(true))), Row(("bmi", Value.ForBool(false))));

        Assert.That(response.Predictions.Select(prediction => prediction.Value), Is.EqualTo(new[] { 4d, 1d }));
    }

    [Test]
    public void Predict_OfBadRows_NamesEveryBadField()
    {
        var error = ServingHost.Fails(() => Predict(
            "iris",
            Row(("length", Value.ForString("long")), ("width", Value.ForNumber(1))),
            Row(("length", Value.ForNumber(1)), ("height", Value.ForNumber(1))),
            Row(("width", Value.ForNumber(1e39)), ("length", Value.ForList(Value.ForNumber(1))))));

        Assert.That((error.Code, error.Reason), Is.EqualTo((MaasErrorCode.InvalidArgument, "ROW_INVALID")));
        Assert.That(error.FieldViolations.Select(violation => violation.Field), Is.EquivalentTo(
            new[] { "rows[0].length", "rows[1].height", "rows[2].width", "rows[2].length" }));
        Assert.That(
            error.FieldViolations.Single(violation => violation.Field == "rows[0].length").Description,
            Does.Contain("number").And.Contain("'long'"));
        Predict("iris", Row());
    }

    [Test]
    public void Predict_OfThousandsOfBadRows_ListsABoundedNumber()
    {
        var error = ServingHost.Fails(() => Predict(
            "diabetes", [.. Enumerable.Repeat(Row(("bmi", Value.ForString("x"))), 5_000)]));

        Assert.That(error.FieldViolations, Has.Count.EqualTo(21));
        Assert.That(error.FieldViolations[^1].Description, Does.Contain("4980 more"));
    }

    [Test]
    public async Task Predict_OfAsManyRowsAsACallMayHave_IsOneRun()
    {
        await using var server = await ServingHost.StartAsync(Signatures.Regression());
        var rows = Enumerable.Range(0, 10_000).Select(i => Row(("bmi", Value.ForNumber(i))));

        var response = server.Predictions.Predict(new PredictRequest { Model = "diabetes", Rows = { rows } });

        Assert.That(
            response.Predictions.Select(prediction => prediction.Value), Is.EqualTo(Enumerable.Range(0, 10_000).Select(i => (3d * i) + 1)));
        var statistics = server.Inference.ModelStatistics(new ModelStatisticsRequest { Name = "diabetes" }).ModelStats.Single();
        Assert.That((statistics.InferenceCount, statistics.ExecutionCount), Is.EqualTo((10_000, 1)));
        Assert.That(statistics.BatchStats.Single().BatchSize, Is.EqualTo(10_000));
    }

    [Test]
    public async Task Predict_OfOneBadRowAmongMany_RunsNone()
    {
        await using var server = await ServingHost.StartAsync(Signatures.Classifier());
        var rows = Enumerable.Range(0, 10_000).Select(i => Row(
            ("length", i == 7_001 ? Value.ForString("x") : Value.ForNumber(i)), (i == 9_999 ? "height" : "width", Value.ForNumber(1))));

        var error = ServingHost.Fails(() => server.Predictions.Predict(new PredictRequest { Model = "iris", Rows = { rows } }));

        Assert.That(
            error.FieldViolations.Select(violation => violation.Field),
            Is.EquivalentTo(new[] { "rows[7001].length", "rows[9999].height" }));
        var statistics = server.Inference.ModelStatistics(new ModelStatisticsRequest { Name = "iris" }).ModelStats.Single();
        Assert.That(statistics.ExecutionCount, Is.Zero);
    }

    [Test]
    public void Predict_OfTooManyRows_IsRefused()
    {
        var error = ServingHost.Fails(() => Predict("diabetes", [.. Enumerable.Repeat(Row(), 10_001)]));

        Assert.That((error.Reason, error.FieldViolations[0].Field), Is.EqualTo(("INVALID_FIELD", "rows")));
    }

    [Test]
    public void Predict_WithoutMeaning_IsNotSupported()
    {
        var error = ServingHost.Fails(() => Predict("tensors", Row(("x", Value.ForNumber(1)))));

        Assert.That((error.Code, error.Reason), Is.EqualTo((MaasErrorCode.Unimplemented, "NOT_SUPPORTED")));
        Assert.That(error.Message, Does.Contain("'x'").And.Contain("ModelInfer"));
    }

    [Test]
    public void Predict_OfUnknownModel_IsNotFound() => Assert.That(
        ServingHost.Fails(() => Predict("nobody", Row())).Reason, Is.EqualTo("MODEL_NOT_FOUND"));

    [Test]
    public async Task Predict_OverRest_GivesTheSame()
    {
        var expected = Predict("diabetes", Row(("bmi", Value.ForNumber(0.1)))).Predictions[0].Value;

        var answer = await PostAsync("/v1/models/diabetes:predict", """{"rows":[{"bmi":0.1}]}""", HttpStatusCode.OK);

        Assert.That((string?)answer["modelVersion"], Is.EqualTo("1"));
        Assert.That((double?)answer["predictions"]![0]!["value"], Is.EqualTo(expected));
    }

    [TestCase("/v1/models/diabetes:predict", """{"rows":[{"bmi":"x"}]}""", HttpStatusCode.BadRequest, "ROW_INVALID")]
    [TestCase("/v1/models/diabetes:predict", """{"lines":[]}""", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    [TestCase("/v1/models/diabetes:predict", "{", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    [TestCase("/v1/models/diabetes/versions/9:predict", """{"rows":[{}]}""", HttpStatusCode.NotFound, "MODEL_NOT_FOUND")]
    public async Task Predict_OfBadBodyOverRest_IsRefused(string path, string body, HttpStatusCode status, string reason)
    {
        var answer = await PostAsync(path, body, status);

        Assert.That((string?)answer["reason"], Is.EqualTo(reason));
        Assert.That((string?)answer["error"], Is.Not.Empty);
    }

    private PredictResponse Predict(string model, params Struct[] rows) =>
        _server.Predictions.Predict(new PredictRequest { Model = model, Rows = { rows } });

    private async Task<JsonNode> PostAsync(string path, string body, HttpStatusCode status)
    {
        using var response = await _server.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status), text);
        return JsonNode.Parse(text)!;
    }

    private static Struct Row(params (string Name, Value Value)[] fields)
    {
        var row = new Struct();
        foreach (var (name, value) in fields)
        {
            row.Fields[name] = value;
        }

        return row;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Maas.Testing.Onnx;
using OnnxType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Inference.Tests.Rest;

internal sealed class RestInferTests
{
    private const string JsonLength = "Inference-Header-Content-Length";

    private ServingHost _server = null!;

    public static IEnumerable<TestCaseData> BadBodies()
    {
        yield return Case("NotJson", "linear", "{", 400, "JSON");
        yield return Case("UnknownModel", "nobody", Body("FP32", "[1,2]", "[1,2]"), 404, "nobody");
        yield return Case("NoData", "linear", """{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2]}]}""", 400, "'x'", "data");
        yield return Case("TextForNumber", "linear", Body("FP32", "[1,2]", "[1,\"2\"]"), 400, "element 1", "FP32", "'2'");
        yield return Case("TooLargeForFloat", "linear", Body("FP32", "[1,2]", "[1,1e39]"), 400, "element 1", "1e39");
        yield return Case("Null", "linear", Body("FP32", "[1,2]", "[1,null]"), 400, "element 1", "null");
        yield return Case("FractionForInteger", "integers", Body("INT64", "[1,2]", "[1,1.5]"), 400, "element 1", "INT64", "1.5");
        yield return Case("TooFew", "linear", Body("FP32", "[1,2]", "[1]"), 400, "8 bytes", "got 4");
        yield return Case("WrongNesting", "linear", Body("FP32", "[2,2]", "[[1,2,3],[4]]"), 400, "[2,2]", "nested");
        yield return Case("WrongShape", "linear", Body("FP32", "[1,3]", "[1,2,3]"), 400, "[-1,2]", "[1,3]");
        yield return Case("WrongType", "linear", Body("INT32", "[1,2]", "[1,2]"), 400, "FP32", "INT32");
        yield return Case("UnknownType", "linear", Body("float", "[1,2]", "[1,2]"), 400, "FP32", "float");
        yield return Case("TooManyInputs", "linear", $$"""{"inputs":[{{string.Join(',', Enumerable.Repeat("{}", 4097))}}]}""", 400, "inputs", "4096 at most");
        yield return Case("TooManyOutputs", "linear", $$"""{"outputs":[{{string.Join(',', Enumerable.Repeat("{}", 4097))}}]}""", 400, "outputs", "4096 at most");
        yield return Case("HalfSurrogateInId", "linear", """{"id":"\ud800","inputs":[]}""", 400, "surrogate");
        yield return Case("HalfSurrogateInName", "linear", """{"inputs":[{"\ud800":1}]}""", 400, "surrogate");
        yield return Case("HalfSurrogateInParameter", "linear", """{"parameters":{"a":"\ud800"},"inputs":[]}""", 400, "surrogate");
        yield return Case("HalfSurrogateForNumber", "linear", Body("FP32", "[1,2]", "[1,\"\\ud800\"]"), 400, "surrogate");
        yield return Case("HalfSurrogateInData", "texts", Body("BYTES", "[1,1]", "[\"\\ud800\"]"), 400, "surrogate");
        yield return Case("Reserved", "linear", """{"parameters":{"triton_x":1},"inputs":[]}""", 400, "triton_x");
    }

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(
        ServingHost.Model(OnnxModels.Linear([0.1f, 3], 1), "linear", version: "7"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.Int64), "integers"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.Double), "doubles"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.Float), "floats"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.String), "texts"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.Bool), "flags"));

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("/v2/models/linear/infer", "[0.1,2.5,-1e-3,7]")]
    [TestCase("/v2/models/linear/versions/7/infer", "[[0.1,2.5],[-1e-3,7]]")]
    public async Task Infer_InJson_GivesTheBitsOfGrpc(string path, string data)
    {
        var expected = _server.Inference.ModelInfer(Requests.Floats("linear", [2, 2], 0.1f, 2.5f, -1e-3f, 7));

        var answer = await PostAsync(path, $$"""{"id":"a","inputs":[{"name":"x","shape":[2,2],"data":{{data}},"datatype":"FP32"}]}""");

        Assert.That((string?)answer["model_version"], Is.EqualTo("7"));
        Assert.That((string?)answer["id"], Is.EqualTo("a"));
        Assert.That(answer["outputs"]![0]!["shape"]!.ToJsonString(), Is.EqualTo("[2,1]"));
        var values = answer["outputs"]![0]!["data"]!.AsArray()
            .Select(value => float.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture)).ToArray();
        Assert.That(Requests.Bytes(values), Is.EqualTo(expected.RawOutputContents[0].ToByteArray()));
    }

    [Test]
    public async Task Infer_InBinary_GivesTheBitsOfGrpc()
    {
        var content = Requests.Bytes(0.1f, 2.5f);
        var expected = _server.Inference.ModelInfer(Requests.Raw("linear", "FP32", [1, 2], content));
        const string json = """
            {"parameters":{"binary_data_output":true},
             "inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}]}
            """;

        using var response = await _server.Http.PostAsync("/v2/models/linear/infer", Binary(json, content));

        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), Encoding.UTF8.GetString(body));
        var jsonLength = int.Parse(response.Headers.GetValues(JsonLength).Single(), CultureInfo.InvariantCulture);
        var answer = JsonNode.Parse(body.AsSpan(0, jsonLength))!;
        Assert.That((int?)answer["outputs"]![0]!["parameters"]!["binary_data_size"], Is.EqualTo(4));
        Assert.That(body[jsonLength..], Is.EqualTo(expected.RawOutputContents[0].ToByteArray()));
    }

    [TestCase("doubles", "FP64", "[0.1,-1.7976931348623157E+308]")]
    [TestCase("doubles", "FP64", "[\"NaN\",\"-Infinity\"]")]
    [TestCase("floats", "FP32", "[0.1,3.4028235E+38]")]
    [TestCase("integers", "INT64", "[-9223372036854775808,9007199254740993]")]
    [TestCase("texts", "BYTES", "[\"gr\\u00F6\\u00DFe\",\"\"]")]
    [TestCase("flags", "BOOL", "[true,false]")]
    public async Task Infer_OfIdentityInJson_GivesTheSameText(string model, string type, string data)
    {
        var answer = await PostAsync($"/v2/models/{model}/infer", Body(type, "[1,2]", data));

        Assert.That(answer["outputs"]![0]!["data"]!.ToJsonString(), Is.EqualTo(data));
    }

    [Test]
    public async Task Infer_WhoseAnswerIsLargerThanAMessage_IsRefused()
    {
        var content = new byte[sizeof(float) * 7_000_000];
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(content.AsSpan()).Fill(0.123456789f);
        var json = $$$"""{"inputs":[{"name":"x","shape":[3500000,2],"datatype":"FP32","parameters":{"binary_data_size":{{{content.Length}}}}}]}""";

        using var response = await _server.Http.PostAsync("/v2/models/floats/infer", Binary(json, content));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("MaxMessageBytes"));
    }

    [TestCaseSource(nameof(BadBodies))]
    public async Task Infer_OfBadBody_IsRefusedAndServingGoesOn(string model, string body, int status, string[] words)
    {
        using var response = await _server.Http.PostAsync($"/v2/models/{model}/infer", Json(body));

        var error = (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"];
        Assert.That((int)response.StatusCode, Is.EqualTo(status), error);
        Assert.That(words, Is.All.Matches<string>(word => error!.Contains(word!, StringComparison.Ordinal)), error);
        await PostAsync("/v2/models/linear/infer", Body("FP32", "[1,2]", "[1,2]"));
    }

    [TestCase(12, 8, "left")]
    [TestCase(8, 12, "left in the body")]
    public async Task Infer_WithWrongBinarySize_IsRefused(int sent, int said, string words)
    {
        var json = $$$"""{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":{{{said}}}}}]}""";

        using var response = await _server.Http.PostAsync("/v2/models/linear/infer", Binary(json, new byte[sent]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain(words));
    }

    [Test]
    public async Task Infer_OfOversizeBody_IsRefusedAndServingGoesOn()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/linear/infer")
        {
            Content = new ByteArrayContent(new byte[70 << 20]),
        };
        request.Headers.ExpectContinue = true;

        using var response = await _server.Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        await PostAsync("/v2/models/linear/infer", Body("FP32", "[1,2]", "[1,2]"));
    }

    private async Task<JsonNode> PostAsync(string path, string body)
    {
        using var response = await _server.Http.PostAsync(path, Json(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonNode.Parse(text)!;
    }

    private static string Body(string type, string shape, string data) =>
        $$"""{"inputs":[{"name":"x","datatype":"{{type}}","shape":{{shape}},"data":{{data}}}]}""";

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static ByteArrayContent Binary(string json, byte[] content)
    {
        var head = Encoding.UTF8.GetBytes(json);
        var body = new ByteArrayContent([.. head, .. content]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        body.Headers.Add(JsonLength, $"{head.Length}");
        return body;
    }

    private static TestCaseData Case(string name, string model, string body, int status, params string[] words) =>
        new TestCaseData(model, body, status, words).SetArgDisplayNames(name);
}

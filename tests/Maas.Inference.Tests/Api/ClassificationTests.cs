using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Models;
using Maas.Testing.Onnx;
using OnnxType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Inference.Tests.Api;

internal sealed class ClassificationTests
{
    private static readonly Metadata Compressed = new() { { "grpc-internal-encoding-request", "gzip" } };

    private ServingHost _server = null!;

    public static IEnumerable<TestCaseData> Numbers()
    {
        yield return Case("UINT8", Requests.Bytes<byte>(7, 250, 9), "250:1", "9:2", "7:0");
        yield return Case("UINT16", Requests.Bytes<ushort>(7, 65535, 9), "65535:1", "9:2", "7:0");
        yield return Case("UINT32", Requests.Bytes(1u, uint.MaxValue, 0u), "4294967295:1", "1:0", "0:2");
        yield return Case("UINT64", Requests.Bytes(1ul << 63, ulong.MaxValue, (1ul << 63) + 1), "18446744073709551615:1", "9223372036854775809:2", "9223372036854775808:0");
        yield return Case("INT8", Requests.Bytes<sbyte>(-1, 5, -128), "5:1", "-1:0", "-128:2");
        yield return Case("INT16", Requests.Bytes<short>(-1, 500, -32768), "500:1", "-1:0", "-32768:2");
        yield return Case("INT32", Requests.Bytes(-1, 3, int.MinValue), "3:1", "-1:0", "-2147483648:2");
        yield return Case("INT64", Requests.Bytes(9007199254740992, 9007199254740993, -5), "9007199254740993:1", "9007199254740992:0", "-5:2");
        yield return Case("FP16", Requests.Bytes((Half)0.5, (Half)(-2), (Half)1.5), "1.500000:2", "0.500000:0", "-2.000000:1");
        yield return Case("BF16", Requests.Bytes<ushort>(0x3F80, 0x4000, 0xBF80), "2.000000:1", "1.000000:0", "-1.000000:2");
        yield return Case("FP32", Requests.Bytes(0.1f, 0.7f, 0.2f), "0.700000:1", "0.200000:2", "0.100000:0");
        yield return Case("FP64", Requests.Bytes(1e20, -0.0, 1234.5678915), "100000000000000000000.000000:0", "1234.567892:2", "-0.000000:1");
        yield return Case("FP32", Requests.Bytes(float.NaN, float.NegativeInfinity, float.PositiveInfinity), "inf:2", "-inf:1", "nan:0").SetArgDisplayNames("NaN is last");
        yield return Case("FP32", Requests.Bytes(2f, 3f, 2f), "3.000000:1", "2.000000:0", "2.000000:2").SetArgDisplayNames("Equal scores by index");
    }

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(
    [
        Signatures.Classifier(),
        ServingHost.Model(OnnxModels.Identity(OnnxType.Float), "rows"),
        ServingHost.Model(OnnxModels.IdentityOfShape(OnnxType.Float, 2, 2), "fixed"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.String), "texts"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.Bool), "flags"),
        ServingHost.Model(OnnxModels.SumAndDifference(), "sum"),
        .. Types().Select(type => ServingHost.Model(OnnxModels.Identity(type.Onnx, columns: 3), type.Oip)),
    ]);

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Numbers))]
    public void Classes_OfNumbers_AreTheBestFirst(string type, byte[] content, string[] expected)
    {
        var answer = _server.Inference.ModelInfer(Ask(Requests.Raw(type, type, [1, 3], content), 3));

        Assert.That((answer.Outputs[0].Datatype, Texts(answer)), Is.EqualTo(("BYTES", expected)));
        Assert.That(answer.Outputs[0].Shape, Is.EqualTo(new long[] { 1, 3 }));
    }

    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(100, 2)]
    [TestCase(long.MaxValue, 2)]
    public void Classes_OfRows_AreOfEachRow_AndNoMoreThanThereAre(long asked, int given)
    {
        var answer = _server.Inference.ModelInfer(Ask(Requests.Floats("rows", [3, 2], 1, 2, 4, 3, 5, 6), asked));

        string[][] best = [["2.000000:1", "1.000000:0"], ["4.000000:0", "3.000000:1"], ["6.000000:1", "5.000000:0"]];
        Assert.That(answer.Outputs[0].Shape, Is.EqualTo(new long[] { 3, given }));
        Assert.That(Texts(answer), Is.EqualTo(best.SelectMany(row => row.Take(given))));
    }

    [Test]
    public void Classes_OfNoRows_AreNone()
    {
        var answer = _server.Inference.ModelInfer(Ask(Requests.Floats("rows", [0, 2]), 1));

        Assert.That(answer.Outputs[0].Shape, Is.EqualTo(new long[] { 0, 1 }));
        Assert.That(Texts(answer), Is.Empty);
    }

    [Test]
    public void Classes_OfAFixedShape_AreOfAllElements()
    {
        var answer = _server.Inference.ModelInfer(Ask(Requests.Floats("fixed", [2, 2], 1, 4, 2, 3), 2));

        Assert.That(answer.Outputs[0].Shape, Is.EqualTo(new long[] { 2 }));
        Assert.That(Texts(answer), Is.EqualTo(new[] { "4.000000:1", "3.000000:3" }));
    }

    [Test]
    public void Classes_OfScoresWithASignature_HaveLabels()
    {
        var answer = _server.Inference.ModelInfer(Ask(Iris(), 2, "probabilities"));

        // Softmax of 1.6, -1.3 and 3.3, which 1 and 2 times the weights, and the bias, sum up to.
        Assert.That(Texts(answer), Is.EqualTo(new[] { "0.838409:2:virginica", "0.153164:0:setosa" }));
    }

    [Test]
    public void Classes_OfOneOutput_LeaveTheOtherAsItIs()
    {
        var request = Requests.Raw("sum", "FP32", [1, 1], Requests.Bytes(5f), "a");
        request.Inputs.Add(Requests.Input("b", "FP32", 1, 1));
        request.RawInputContents.Add(ByteString.CopyFrom(Requests.Bytes(3f)));
        var plain = _server.Inference.ModelInfer(request);
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = plain.Outputs[0].Name });

        var answer = _server.Inference.ModelInfer(Ask(request, 1, plain.Outputs[1].Name));

        Assert.That(answer.RawOutputContents[0], Is.EqualTo(plain.RawOutputContents[0]));
        Assert.That(Texts(answer, 1), Is.EqualTo(new[] { "2.000000:0" }));
    }

    [Test]
    public async Task Classes_ByEveryWay_AreTheSame()
    {
        var request = Ask(Requests.Floats("rows", [2, 2], 0.25f, 0.75f, float.NaN, -1), 2);
        request.Id = "a";

        var direct = _server.Inference.ModelInfer(request);
        var framework = await _server.Inference.ModelInferAsync(request, Compressed);
        using var stream = _server.Inference.ModelStreamInfer();
        await stream.RequestStream.WriteAsync(request);
        await stream.ResponseStream.MoveNext(CancellationToken.None);
        var json = await PostAsync("rows", """
            {"id":"a","inputs":[{"name":"x","datatype":"FP32","shape":[2,2],"data":[0.25,0.75,"NaN",-1]}],
             "outputs":[{"name":"y","parameters":{"classification":2}}]}
            """);

        Assert.That(framework, Is.EqualTo(direct));
        Assert.That(stream.ResponseStream.Current.InferResponse, Is.EqualTo(direct));
        Assert.That(json["outputs"]!.ToJsonString(), Is.EqualTo(
            """[{"name":"y","datatype":"BYTES","shape":[2,2],"data":["0.750000:1","0.250000:0","-1.000000:1","nan:0"]}]"""));
    }

    [Test]
    public async Task Classes_OnRestInBinary_HaveTheBytesOfGrpc()
    {
        var grpc = _server.Inference.ModelInfer(Ask(Requests.Floats("rows", [1, 2], 1, 2), 1));

        using var response = await _server.Http.PostAsync("/v2/models/rows/infer", new StringContent("""
            {"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}],
             "outputs":[{"name":"y","parameters":{"classification":1,"binary_data":true}}]}
            """, Encoding.UTF8, "application/json"));

        var body = await response.Content.ReadAsByteArrayAsync();
        var length = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single(), CultureInfo.InvariantCulture);
        Assert.That(body[length..], Is.EqualTo(grpc.RawOutputContents[0].ToByteArray()));
    }

    [TestCase("rows", 0L, "1 or more")]
    [TestCase("rows", -1L, "-1")]
    [TestCase("texts", 1L, "BYTES")]
    [TestCase("flags", 1L, "BOOL")]
    public void Classes_ThatCannotBe_AreRefused(string model, long count, string part)
    {
        var (type, content) = model switch
        {
            "texts" => ("BYTES", new byte[8]),
            "flags" => ("BOOL", new byte[2]),
            _ => ("FP32", new byte[8]),
        };

        var error = ServingHost.Fails(() => _server.Inference.ModelInfer(Ask(Requests.Raw(model, type, [1, 2], content), count)));

        Assert.That((error.Code, error.Reason), Is.EqualTo((MaasErrorCode.InvalidArgument, "PARAMETER_INVALID")));
        Assert.That(error.Message, Does.Contain("'classification'").And.Contain(part));
    }

    [Test]
    public void Classes_OfAnInput_AreRefused()
    {
        var request = Requests.Floats("rows", [1, 2], 1, 2);
        request.Inputs[0].Parameters["classification"] = new InferParameter { Int64Param = 1 };

        Assert.That(ServingHost.Fails(() => _server.Inference.ModelInfer(request)).Reason, Is.EqualTo("PARAMETER_INVALID"));
    }

    private static IEnumerable<(string Oip, OnnxType Onnx)> Types() =>
    [
        ("UINT8", OnnxType.Uint8), ("UINT16", OnnxType.Uint16), ("UINT32", OnnxType.Uint32), ("UINT64", OnnxType.Uint64),
        ("INT8", OnnxType.Int8), ("INT16", OnnxType.Int16), ("INT32", OnnxType.Int32), ("INT64", OnnxType.Int64),
        ("FP16", OnnxType.Float16), ("BF16", OnnxType.Bfloat16), ("FP32", OnnxType.Float), ("FP64", OnnxType.Double),
    ];

    private static ModelInferRequest Ask(ModelInferRequest request, long count, string output = "y")
    {
        var asked = request.Clone();
        asked.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor
        {
            Name = output, Parameters = { ["classification"] = new InferParameter { Int64Param = count } },
        });
        return asked;
    }

    private static ModelInferRequest Iris()
    {
        var request = Requests.Raw("iris", "FP32", [1, 1], Requests.Bytes(1f), "length");
        request.Inputs.Add(Requests.Input("width", "FP32", 1, 1));
        request.RawInputContents.Add(ByteString.CopyFrom(Requests.Bytes(2f)));
        return request;
    }

    private static string[] Texts(ModelInferResponse answer, int output = 0)
    {
        var texts = new List<string>();
        var rest = answer.RawOutputContents[output].Span;
        while (BytesContent.TryReadNext(ref rest, out var text))
        {
            texts.Add(Encoding.UTF8.GetString(text));
        }

        return [.. texts];
    }

    private async Task<JsonNode> PostAsync(string model, string body)
    {
        using var response = await _server.Http.PostAsync(
            $"/v2/models/{model}/infer", new StringContent(body, Encoding.UTF8, "application/json"));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static TestCaseData Case(string type, byte[] content, params string[] expected) =>
        new TestCaseData(type, content, expected).SetArgDisplayNames(type);
}

using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Testing.Onnx;
using OnnxType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Inference.Tests.Api;

internal sealed class ModelInferTests
{
    private static readonly Dictionary<string, OnnxType> Types = new()
    {
        ["BOOL"] = OnnxType.Bool, ["UINT8"] = OnnxType.Uint8, ["UINT16"] = OnnxType.Uint16, ["UINT32"] = OnnxType.Uint32,
        ["UINT64"] = OnnxType.Uint64, ["INT8"] = OnnxType.Int8, ["INT16"] = OnnxType.Int16, ["INT32"] = OnnxType.Int32,
        ["INT64"] = OnnxType.Int64, ["FP16"] = OnnxType.Float16, ["FP32"] = OnnxType.Float, ["FP64"] = OnnxType.Double,
        ["BF16"] = OnnxType.Bfloat16, ["BYTES"] = OnnxType.String,
    };

    private ServingHost _server = null!;

    public static IEnumerable<TestCaseData> RawContents()
    {
        byte[] texts = [3, 0, 0, 0, 0xFF, 0xFE, 0x00, 0, 0, 0, 0];
        yield return new TestCaseData("BOOL", new byte[] { 1, 0 });
        yield return new TestCaseData("UINT8", new byte[] { 255, 0 });
        yield return new TestCaseData("UINT16", Requests.Bytes<ushort>(65535, 1));
        yield return new TestCaseData("UINT32", Requests.Bytes<uint>(uint.MaxValue, 1));
        yield return new TestCaseData("UINT64", Requests.Bytes<ulong>(ulong.MaxValue, 1));
        yield return new TestCaseData("INT8", Requests.Bytes<sbyte>(-128, 127));
        yield return new TestCaseData("INT16", Requests.Bytes<short>(-32768, 32767));
        yield return new TestCaseData("INT32", Requests.Bytes<int>(int.MinValue, int.MaxValue));
        yield return new TestCaseData("INT64", Requests.Bytes<long>(long.MinValue, long.MaxValue));
        yield return new TestCaseData("FP16", Requests.Bytes<ushort>(0x7E01, 0x8000));
        yield return new TestCaseData("BF16", Requests.Bytes<ushort>(0x7FC1, 0x8000));
        yield return new TestCaseData("FP32", Requests.Bytes<uint>(0x7FC00001, 0x80000000));
        yield return new TestCaseData("FP64", Requests.Bytes<ulong>(0x7FF8000000000001, 0x8000000000000000));
        yield return new TestCaseData("BYTES", texts);
    }

    public static IEnumerable<TestCaseData> TypedContents()
    {
        byte[] texts = [3, 0, 0, 0, 0xFF, 0xFE, 0x00, 0, 0, 0, 0];
        yield return Typed("BOOL", [1, 0], new() { BoolContents = { true, false } });
        yield return Typed("UINT8", [255, 0], new() { UintContents = { 255, 0 } });
        yield return Typed("UINT16", Requests.Bytes<ushort>(65535, 1), new() { UintContents = { 65535, 1 } });
        yield return Typed("UINT32", Requests.Bytes<uint>(uint.MaxValue, 1), new() { UintContents = { uint.MaxValue, 1 } });
        yield return Typed("UINT64", Requests.Bytes<ulong>(ulong.MaxValue, 1), new() { Uint64Contents = { ulong.MaxValue, 1 } });
        yield return Typed("INT8", Requests.Bytes<sbyte>(-128, 127), new() { IntContents = { -128, 127 } });
        yield return Typed("INT16", Requests.Bytes<short>(-32768, 32767), new() { IntContents = { -32768, 32767 } });
        yield return Typed("INT32", Requests.Bytes<int>(int.MinValue, 1), new() { IntContents = { int.MinValue, 1 } });
        yield return Typed("INT64", Requests.Bytes<long>(long.MinValue, 1), new() { Int64Contents = { long.MinValue, 1 } });
        yield return Typed("FP32", Requests.Bytes<float>(0.1f, float.NaN), new() { Fp32Contents = { 0.1f, float.NaN } });
        yield return Typed("FP64", Requests.Bytes<double>(0.1, double.NaN), new() { Fp64Contents = { 0.1, double.NaN } });
        yield return Typed("BYTES", texts,
            new() { BytesContents = { ByteString.CopyFrom(0xFF, 0xFE, 0x00), ByteString.Empty } });
    }

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(
    [
        .. Types.Select(type => ServingHost.Model(OnnxModels.Identity(type.Value), type.Key.ToLowerInvariant())),
        ServingHost.Model(OnnxModels.SumAndDifference(), "sum"),
        ServingHost.Model(OnnxModels.Linear([1, 1], 0), "linear", version: "6"),
        ServingHost.Model(OnnxModels.Linear([2, 3], 1), "linear", version: "7"),
        ServingHost.Model(OnnxModels.Loop(), "loop"),
    ]);

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(RawContents))]
    public void ModelInfer_OfRawContents_GivesTheSameBits(string type, byte[] content)
    {
        var response = _server.Inference.ModelInfer(Requests.Raw(type.ToLowerInvariant(), type, [1, 2], content));

        Assert.That(response.Outputs[0].Datatype, Is.EqualTo(type));
        Assert.That(response.Outputs[0].Shape, Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(response.RawOutputContents[0].ToByteArray(), Is.EqualTo(content));
    }

    [TestCaseSource(nameof(TypedContents))]
    public void ModelInfer_OfTypedContents_AnswersTheSameRaw(string type, byte[] content, InferTensorContents contents)
    {
        var request = new ModelInferRequest
        {
            ModelName = type.ToLowerInvariant(),
            Inputs = { Requests.Input("x", type, 1, 2) },
        };
        request.Inputs[0].Contents = contents;

        var response = _server.Inference.ModelInfer(request);

        Assert.That(response.RawOutputContents[0].ToByteArray(), Is.EqualTo(content));
        Assert.That(response.Outputs[0].Contents, Is.Null);
    }

    [Test]
    public void ModelInfer_WithoutVersion_SaysWhichAnswered()
    {
        var request = Requests.Floats("linear", [2, 2], 1, 2, 10, 20);
        request.Id = "call-17";

        var response = _server.Inference.ModelInfer(request);

        Assert.That((response.Id, response.ModelName, response.ModelVersion), Is.EqualTo(("call-17", "linear", "7")));
        Assert.That(Requests.Floats(response.RawOutputContents[0]), Is.EqualTo(new[] { 9f, 81f }));
    }

    [Test]
    public void ModelInfer_WithPinnedVersion_UsesIt()
    {
        var request = Requests.Floats("linear", [1, 2], 1, 2);
        request.ModelVersion = "6";

        var response = _server.Inference.ModelInfer(request);

        Assert.That((response.ModelVersion, Requests.Floats(response.RawOutputContents[0])[0]), Is.EqualTo(("6", 3f)));
    }

    [Test]
    public void ModelInfer_ForOneOutput_GivesThatAlone()
    {
        var request = Requests.Raw("sum", "FP32", [1, 1], Requests.Bytes(2f), "b");
        request.Inputs.Add(Requests.Input("a", "FP32", 1, 1));
        request.RawInputContents.Add(ByteString.CopyFrom(Requests.Bytes(7f)));
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "difference" });

        var response = _server.Inference.ModelInfer(request);

        Assert.That(response.Outputs.Select(output => output.Name), Is.EqualTo(new[] { "difference" }));
        Assert.That(Requests.Floats(response.RawOutputContents[0]), Is.EqualTo(new[] { 5f }));
    }

    [Test]
    public void ModelInfer_OfNoRows_GivesNoRows()
    {
        var response = _server.Inference.ModelInfer(Requests.Floats("linear", [0, 2]));

        Assert.That(response.Outputs[0].Shape, Is.EqualTo(new long[] { 0, 1 }));
        Assert.That(response.RawOutputContents[0].IsEmpty, Is.True);
    }

    [Test]
    public void ModelInfer_WithClientsOwnParameters_Answers()
    {
        var request = Requests.Floats("linear", [1, 2], 1, 2);
        request.Parameters["priority"] = new InferParameter { Uint64Param = 1 };
        request.Parameters["timeout"] = new InferParameter { Int64Param = 1_000_000 };
        request.Parameters["tenant"] = new InferParameter { StringParam = "a" };

        Assert.That(_server.Inference.ModelInfer(request).RawOutputContents, Has.Count.EqualTo(1));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task ModelInfer_PastItsDeadline_StopsTheRun(CancellationToken cancellationToken)
    {
        var request = Requests.Raw("loop", "INT64", [], Requests.Bytes(long.MaxValue), "times");
        request.Inputs.Add(Requests.Input("x", "FP32"));
        request.RawInputContents.Add(ByteString.CopyFrom(Requests.Bytes(0f)));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await _server.Inference.ModelInferAsync(
            request, deadline: DateTime.UnixEpoch + DeadlineIn(TimeSpan.FromMilliseconds(300)), cancellationToken: cancellationToken));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));

        // The run is counted as failed when it has really ended.
        while (Failures() == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private ulong Failures() => _server.Inference.ModelStatistics(new ModelStatisticsRequest { Name = "loop" })
        .ModelStats[0].InferenceStats.Fail.Count;

    private static TimeSpan DeadlineIn(TimeSpan wait) => TimeProvider.System.GetUtcNow() + wait - DateTimeOffset.UnixEpoch;

    private static TestCaseData Typed(string type, byte[] content, InferTensorContents contents) =>
        new TestCaseData(type, content, contents).SetArgDisplayNames(type);
}

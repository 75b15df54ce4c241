using Google.Protobuf;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Testing.Onnx;
using OnnxType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Inference.Tests.Api;

internal sealed class ModelInferErrorsTests
{
    private static readonly InferParameter Text = new() { StringParam = "region" };

    private ServingHost _server = null!;

    public static IEnumerable<TestCaseData> BadRequests()
    {
        yield return Case("UnknownModel", MaasErrorCode.NotFound, "MODEL_NOT_FOUND",
            request => request.ModelName = "nobody", "nobody");
        yield return Case("UnknownVersion", MaasErrorCode.NotFound, "MODEL_NOT_FOUND",
            request => request.ModelVersion = "9", "'9'", "linear");
        yield return Case("VersionNotANumber", "PARAMETER_INVALID",
            request => request.ModelVersion = "latest", "model_version", "latest");
        yield return Case("WrongDataType", "DATA_TYPE_MISMATCH",
            request => request.Inputs[0].Datatype = "INT32", "'x'", "FP32", "INT32");
        yield return Case("UnknownDataType", "DATA_TYPE_MISMATCH",
            request => request.Inputs[0].Datatype = "float", "'x'", "FP32", "float");
        yield return Case("WrongRank", "SHAPE_MISMATCH",
            request => Shape(request, 2), "'x'", "[-1,2]", "[2]");
        yield return Case("WrongDimension", "SHAPE_MISMATCH",
            request => Shape(request, 1, 3), "'x'", "[-1,2]", "[1,3]");
        yield return Case("NegativeDimension", "SHAPE_MISMATCH",
            request => Shape(request, -1, 2), "'x'", "[-1,2]");
        yield return Case("OverflowingShape", "SHAPE_MISMATCH",
            request => Shape(request, long.MaxValue, 2), "'x'");
        yield return Case("ShortBuffer", "CONTENT_SIZE_MISMATCH",
            request => request.RawInputContents[0] = ByteString.CopyFrom(new byte[7]), "'x'", "8 bytes", "got 7");
        yield return Case("LongBuffer", "CONTENT_SIZE_MISMATCH",
            request => request.RawInputContents[0] = ByteString.CopyFrom(new byte[9]), "'x'", "8 bytes", "got 9");
        yield return Case("NoInput", "INPUT_MISSING",
            request => { request.Inputs.Clear(); request.RawInputContents.Clear(); }, "'x'", "['x']", "[]");
        yield return Case("DuplicateInput", "TENSOR_DUPLICATED",
            request => { request.Inputs.Add(request.Inputs[0].Clone()); request.RawInputContents.Add(request.RawInputContents[0]); }, "'x'", "once");
        yield return Case("TooManyInputs", "INVALID_FIELD",
            request => request.Inputs.Add(Enumerable.Repeat(new ModelInferRequest.Types.InferInputTensor { Name = "z" }, 4096)), "inputs", "4096 at most");
        yield return Case("TooManyInputsWithContents", "INVALID_FIELD",
            request => request.Inputs.Add(Enumerable.Repeat(
                new ModelInferRequest.Types.InferInputTensor { Contents = new InferTensorContents { Fp32Contents = { 1 } } }, 4096)), "inputs", "4096 at most");
        yield return Case("TooManyOutputs", "INVALID_FIELD",
            request => request.Outputs.Add(Enumerable.Repeat(Output("y"), 4097)), "outputs", "4096 at most");
        yield return Case("UnknownInput", "TENSOR_UNKNOWN",
            request => request.Inputs[0].Name = "z", "'z'", "['x']");
        yield return Case("UnknownOutput", "TENSOR_UNKNOWN",
            request => request.Outputs.Add(Output("z")), "'z'", "['y']");
        yield return Case("DuplicateOutput", "TENSOR_DUPLICATED",
            request => { request.Outputs.Add(Output("y")); request.Outputs.Add(Output("y")); }, "'y'");
        yield return Case("SurplusRawContents", "CONTENT_MALFORMED",
            request => request.RawInputContents.Add(ByteString.CopyFrom(new byte[8])), "expected 1", "got 2");
        yield return Case("NoContents", "CONTENT_MALFORMED",
            request => request.RawInputContents.Clear(), "'x'", "raw_input_contents");
        yield return Case("RawAndTyped", "CONTENT_MALFORMED",
            request => request.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { 1, 2 } }, "'x'", "both");
        yield return Case("TypedInWrongField", "CONTENT_MALFORMED",
            request => Typed(request, new InferTensorContents { Fp64Contents = { 1, 2 } }), "'x'", "fp32_contents", "fp64_contents");
        yield return Case("TypedTooFew", "CONTENT_SIZE_MISMATCH",
            request => Typed(request, new InferTensorContents { Fp32Contents = { 1 } }), "'x'", "8 bytes", "got 4");
        yield return Case("ReservedParameter", "PARAMETER_INVALID",
            request => request.Parameters["triton_secret"] = new InferParameter { BoolParam = true }, "triton_secret", "reserved");
        yield return Case("NegativeTimeout", "PARAMETER_INVALID",
            request => request.Parameters["timeout"] = new InferParameter { Int64Param = -1 }, "timeout", "-1");
        yield return Case("Sequence", MaasErrorCode.Unimplemented, "NOT_SUPPORTED",
            request => request.Parameters["sequence_id"] = new InferParameter { Int64Param = 7 }, "sequence_id");
        yield return Case("SharedMemoryInput", MaasErrorCode.Unimplemented, "NOT_SUPPORTED",
            request => request.Inputs[0].Parameters["shared_memory_region"] = Text, "shared memory");
        yield return Case("SharedMemoryOutput", MaasErrorCode.Unimplemented, "NOT_SUPPORTED",
            request => request.Outputs.Add(Output("y", "shared_memory_region")), "shared memory");
        yield return Case("ClassificationByText", "PARAMETER_INVALID",
            request => request.Outputs.Add(Output("y", "classification")), "classification", "integer");
    }

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(
        ServingHost.Model(OnnxModels.Linear([2, 3], 1), "linear"),
        ServingHost.Model(OnnxModels.SumAndDifference(), "sum"),
        ServingHost.Model(OnnxModels.Reshape(), "reshape"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.String), "texts"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.Int8), "bytes"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.Float16), "halves"),
        ServingHost.Model(OnnxModels.Identity(OnnxType.Bool), "flags"));

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(BadRequests))]
    public void ModelInfer_OfBadRequest_IsRefusedAndServingGoesOn(
        MaasErrorCode code, string reason, Action<ModelInferRequest> spoil, string[] words)
    {
        var request = Requests.Floats("linear", [1, 2], 1, 2);
        spoil(request);

        RequireRefusal(request, code, reason, words);
    }

    [Test]
    public void ModelInfer_WithOneOfTwoInputs_NamesTheMissingOne() => RequireRefusal(
        Requests.Raw("sum", "FP32", [1, 1], new byte[4], "a"), MaasErrorCode.InvalidArgument, "INPUT_MISSING", "'b'", "['a', 'b']", "['a']");

    [Test]
    public void ModelInfer_WithDifferentBatchSizes_NamesTheDimension()
    {
        var request = Requests.Raw("sum", "FP32", [2, 1], new byte[8], "a");
        request.Inputs.Add(Requests.Input("b", "FP32", 3, 1));
        request.RawInputContents.Add(ByteString.CopyFrom(new byte[12]));

        RequireRefusal(request, MaasErrorCode.InvalidArgument, "SHAPE_MISMATCH", "'b'", "'N' = 2", "[3,1]");
    }

    [TestCase(new byte[] { 1, 0, 0 }, "4-byte")]
    [TestCase(new byte[] { 200, 0, 0, 0, 65 }, "5 bytes are left")]
    [TestCase(new byte[] { 255, 255, 255, 255, 65 }, "5 bytes are left")]
    public void ModelInfer_OfMalformedTexts_IsRefused(byte[] content, string words) => RequireRefusal(
        Requests.Raw("texts", "BYTES", [1, 2], content), MaasErrorCode.InvalidArgument, "CONTENT_MALFORMED", "'x'", words);

    [Test]
    public void ModelInfer_OfTooFewTexts_IsRefused() => RequireRefusal(
        Requests.Raw("texts", "BYTES", [1, 2], [1, 0, 0, 0, 65]),
        MaasErrorCode.InvalidArgument, "CONTENT_SIZE_MISMATCH", "2 elements", "got 1");

    [Test]
    public void ModelInfer_OfTypedValueOutOfRange_IsRefused()
    {
        var request = new ModelInferRequest { ModelName = "bytes", Inputs = { Requests.Input("x", "INT8", 1, 2) } };
        request.Inputs[0].Contents = new InferTensorContents { IntContents = { 1, 300 } };

        RequireRefusal(request, MaasErrorCode.InvalidArgument, "CONTENT_MALFORMED", "element 1", "-128 to 127", "300");
    }

    [Test]
    public void ModelInfer_OfTypedHalves_AsksForRaw()
    {
        var request = new ModelInferRequest { ModelName = "halves", Inputs = { Requests.Input("x", "FP16", 1, 2) } };
        request.Inputs[0].Contents = new InferTensorContents { Fp32Contents = { 1, 2 } };

        RequireRefusal(request, MaasErrorCode.InvalidArgument, "CONTENT_MALFORMED", "FP16", "raw_input_contents");
    }

    [Test]
    public void ModelInfer_OfFlagThatIsNeither_IsRefused() => RequireRefusal(
        Requests.Raw("flags", "BOOL", [1, 2], [1, 2]), MaasErrorCode.InvalidArgument, "CONTENT_MALFORMED", "element 1", "got 2");

    [Test]
    public void ModelInfer_ThatTheModelCannotCompute_IsRefused()
    {
        var request = Requests.Raw("reshape", "FP32", [1, 2], new byte[8]);
        request.Inputs.Add(Requests.Input("shape", "INT64", 1));
        request.RawInputContents.Add(ByteString.CopyFrom(Requests.Bytes<long>(7)));

        RequireRefusal(request, MaasErrorCode.InvalidArgument, "EXECUTION_FAILED", "reshape");
    }

    // Clients take 8 KiB of trailers, so what a caller made up does not come back whole.
    [TestCase(true)]
    [TestCase(false)]
    public void ModelInfer_OfEndlessName_IsRefusedInFewWords(bool isModel)
    {
        var request = Requests.Floats("linear", [1, 2], 1, 2);
        var name = new string('z', 1 << 20);
        (request.ModelName, request.Inputs[0].Name) = isModel ? (name, "x") : ("linear", name);

        var error = ServingHost.Fails(() => _server.Inference.ModelInfer(request));

        Assert.That(error.Reason, Is.EqualTo(isModel ? "MODEL_NOT_FOUND" : "TENSOR_UNKNOWN"));
        Assert.That(error.Message.Length + error.Metadata.Sum(value => value.Value.Length), Is.LessThan(2_000));
    }

    [Test]
    public void ModelInfer_OfOversizeMessage_IsResourceExhausted() => RequireRefusal(
        Requests.Raw("linear", "FP32", [9 << 20, 2], new byte[72 << 20]), MaasErrorCode.ResourceExhausted, reason: null);

    private void RequireRefusal(ModelInferRequest request, MaasErrorCode code, string? reason, params string[] words)
    {
        var error = ServingHost.Fails(() => _server.Inference.ModelInfer(request));

        Assert.That(error.Code, Is.EqualTo(code), error.Message);
        Assert.That(error.Reason, reason is null ? Is.Not.Empty : Is.EqualTo(reason), error.Message);
        Assert.That(words, Is.All.Matches<string>(word => error.Message.Contains(word!, StringComparison.Ordinal)), error.Message);
        var after = _server.Inference.ModelInfer(Requests.Floats("linear", [1, 2], 1, 2));
        Assert.That(Requests.Floats(after.RawOutputContents[0]), Is.EqualTo(new[] { 9f }));
    }

    private static void Shape(ModelInferRequest request, params long[] shape)
    {
        request.Inputs[0].Shape.Clear();
        request.Inputs[0].Shape.Add(shape);
    }

    private static void Typed(ModelInferRequest request, InferTensorContents contents)
    {
        request.RawInputContents.Clear();
        request.Inputs[0].Contents = contents;
    }

    private static ModelInferRequest.Types.InferRequestedOutputTensor Output(string name, string? parameter = null)
    {
        var output = new ModelInferRequest.Types.InferRequestedOutputTensor { Name = name };
        if (parameter is not null)
        {
            output.Parameters[parameter] = Text;
        }

        return output;
    }

    private static TestCaseData Case(string name, string reason, Action<ModelInferRequest> spoil, params string[] words) =>
        Case(name, MaasErrorCode.InvalidArgument, reason, spoil, words);

    private static TestCaseData Case(
        string name, MaasErrorCode code, string reason, Action<ModelInferRequest> spoil, params string[] words) =>
        new TestCaseData(code, reason, spoil, words).SetArgDisplayNames(name);
}

using Google.Protobuf;
using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Oip;
using Maas.Inference.Buffers;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;
using DataType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Inference.Tests.Api.Wire;

/// <summary>
/// A compressed request is read by the framework into generated messages, any other by our own reader: both must answer the same, bit by
/// bit and word by word.
/// </summary>
internal sealed class DirectAndFrameworkTests
{
    private static readonly Metadata Compressed = new() { { "grpc-internal-encoding-request", "gzip" } };
    private ServingHost _host;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await ServingHost.StartAsync(
        LoadedModels.Load(OnnxModels.SumAndDifference(), "pair"),
        LoadedModels.Load(OnnxModels.Identity(DataType.Double), "double"),
        LoadedModels.Load(OnnxModels.Identity(DataType.Bool), "bool"),
        LoadedModels.Load(OnnxModels.Identity(DataType.String), "text"),
        LoadedModels.Load(OnnxModels.Loop(), "loop"));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _host.DisposeAsync();

    [Test]
    public async Task ModelInfer_OfRandomRequestsGoodAndBad_AnswersTheSameBothWays()
    {
        var seed = Environment.TickCount & 0xFFFF;
        var random = new Random(seed);
        var (answered, refused) = (0, 0);
        for (var i = 0; i < 1000; i++)
        {
            var request = RandomRequests.Next(random);

            var direct = await CallAsync(request, []);
            var framework = await CallAsync(request, Compressed);

            Assert.That(direct, Is.EqualTo(framework), $"seed {seed}, request {i}: {request}");
            _ = direct.StartsWith("OK", StringComparison.Ordinal) ? answered++ : refused++;
        }

        await TestContext.Out.WriteLineAsync($"seed {seed}: {answered} answered, {refused} refused, all the same both ways");
        Assert.That((answered, refused), Is.GreaterThan((100, 0)).And.Not.EqualTo((1000, 0)));
        Assert.That(() => _host.Host.Services.GetRequiredService<BufferPool>().RentedCount, Is.Zero.After(1000, 10));
    }

    [Test]
    public async Task ModelInfer_OfALargeMessageInManyFrames_ReadsItWhole()
    {
        var values = Enumerable.Range(0, 500_000).Select(value => (double)value).ToArray();
        var request = Requests.Raw("double", "FP64", [250_000, 2], Requests.Bytes(values));

        var answer = await _host.Inference.ModelInferAsync(request);

        Assert.That(answer.RawOutputContents[0].Span.SequenceEqual(request.RawInputContents[0].Span), Is.True);
    }

    [Test]
    public void ModelInfer_OfBytesThatAreNoMessage_SaysSo()
    {
        var method = new Method<byte[], byte[]>(
            MethodType.Unary, GRPCInferenceService.Descriptor.FullName, "ModelInfer",
            Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes), Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes));
        foreach (var bytes in new byte[][] { [0xFF], [0x0A, 0x05, 0x41], [0x2A, 0x02, 0x0A, 0x7F], [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F] })
        {
            var error = ServingHost.Fails(() => _host.Host.Channel.CreateCallInvoker().BlockingUnaryCall(method, null, default, bytes));

            Assert.That(error.Reason, Is.EqualTo("INVALID_FIELD"), Convert.ToHexString(bytes));
        }
    }

    private async Task<string> CallAsync(ModelInferRequest request, Metadata headers)
    {
        try
        {
            var answer = await _host.Inference.ModelInferAsync(request, headers);
            return $"OK {Convert.ToHexString(answer.ToByteArray())}";
        }
        catch (RpcException error)
        {
            var told = MaasErrors.FromRpc(error, "inference");
            return $"{error.StatusCode} {told.Reason} {told.Message}";
        }
    }
}

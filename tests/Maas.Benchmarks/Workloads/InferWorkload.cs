using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Oip;

namespace Maas.Benchmarks.Workloads;

/// <summary><c>ModelInfer</c> over loopback with raw tensors, all callers on one channel. Thread-safe.</summary>
internal sealed class InferWorkload(CallInvoker invoker, BenchmarkModel model, int rows) : IWorkload
{
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client = new(invoker);

    public string Name => "server";

    public ICaller CreateCaller() => new Caller(_client, Request(model, rows));

    /// <summary>The answer to a request, shape [rows, out].</summary>
    public async Task<float[]> AnswerAsync(CancellationToken cancellationToken)
    {
        var response = await _client.ModelInferAsync(Request(model, rows), cancellationToken: cancellationToken);
        return MemoryMarshal.Cast<byte, float>(response.RawOutputContents[0].Span).ToArray();
    }

    /// <summary>A request with raw contents.</summary>
    public static ModelInferRequest Request(BenchmarkModel model, int rows) => new()
    {
        ModelName = model.Name,
        Inputs =
        {
            new ModelInferRequest.Types.InferInputTensor
            {
                Name = "x",
                Datatype = "FP32",
                Shape = { model.MakeShape(rows) },
            },
        },
        RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes(model.MakeInput(rows).AsSpan())) },
    };

    private sealed class Caller(GRPCInferenceService.GRPCInferenceServiceClient client, ModelInferRequest request) : ICaller
    {
        public async ValueTask CallAsync(CancellationToken cancellationToken) =>
            await client.ModelInferAsync(request, cancellationToken: cancellationToken);

        public void Dispose()
        {
        }
    }
}

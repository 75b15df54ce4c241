using Grpc.Core;
using Maas.Contracts.Oip;

namespace Maas.Benchmarks.Workloads;

/// <summary><c>ServerLive</c>, a call without content: what gRPC itself costs on this machine. Thread-safe.</summary>
internal sealed class FloorWorkload(CallInvoker invoker) : IWorkload
{
    public const string Label = "empty call";

    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client = new(invoker);

    public string Name => Label;

    public ICaller CreateCaller() => new Caller(_client);

    private sealed class Caller(GRPCInferenceService.GRPCInferenceServiceClient client) : ICaller
    {
        private readonly ServerLiveRequest _request = new();

        public async ValueTask CallAsync(CancellationToken cancellationToken) =>
            await client.ServerLiveAsync(_request, cancellationToken: cancellationToken);

        public void Dispose()
        {
        }
    }
}

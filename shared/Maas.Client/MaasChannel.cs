using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Maas.Client.Connections;
using Maas.Client.Resilience;

namespace Maas.Client;

/// <summary>
/// A connection to one service with retries, deadlines and typed errors. Thread-safe; one per service, for the
/// life of the process.
/// </summary>
/// <remarks>
/// Unary calls throw <see cref="Maas.Errors.MaasException"/>, or <see cref="OperationCanceledException"/> when their own
/// token was cancelled. Streams throw <see cref="RpcException"/>; <see cref="MaasErrors.FromRpc"/> reads it.
/// </remarks>
public sealed class MaasChannel : IDisposable
{
    private readonly GrpcChannel _channel;

    private MaasChannel(GrpcChannel channel, MaasClientOptions options, TimeProvider clock)
    {
        _channel = channel;
        Address = options.Address;
        var invoker = channel.CreateCallInvoker().Intercept(new UnaryResilience(options, clock), new StreamErrors());
        Invoker = options.Token is { Length: > 0 } token ? invoker.Intercept(BearerToken(token)) : invoker;
    }

    /// <summary>Where the service is.</summary>
    public Uri Address { get; }

    /// <summary>What generated clients are made of: <c>new RegistryService.RegistryServiceClient(channel.Invoker)</c>.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>Opens nothing yet: the first call connects.</summary>
    /// <exception cref="ArgumentException">The address is not http, https or dns.</exception>
    public static MaasChannel Create(MaasClientOptions options, TimeProvider? clock = null) =>
        new(ChannelFactory.Create(options), options, clock ?? TimeProvider.System);

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static Func<Metadata, Metadata> BearerToken(string token) => headers =>
    {
        headers.Add("authorization", $"Bearer {token}");
        return headers;
    };
}

using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace Maas.Client.Connections;

/// <summary>Opens channels that notice dead connections and spread calls over replicas.</summary>
internal static class ChannelFactory
{
    public static GrpcChannel Create(MaasClientOptions options)
    {
        var isSecure = options.Address.Scheme switch
        {
            "http" => false,
            "https" => true,
            "dns" => options.CaCertificatePath is { Length: > 0 },
            var other => throw new ArgumentException(
                $"Expected an address that begins with 'http://', 'https://' or 'dns:///', got '{other}' in '{options.Address}'.",
                nameof(options)),
        };
        return GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = CreateHandler(options),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MaxMessageBytes,
            MaxSendMessageSize = null,
            Credentials = isSecure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure,
            ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } },

            // Polly repeats calls, and knows which may be; the channel's own retries stay out of it.
            MaxRetryAttempts = null,
        });
    }

    private static SocketsHttpHandler CreateHandler(MaasClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,

            // The default of 64 KiB makes the server of a download wait for every message; it grows with the delay of
            // the line alone, and there is none on one machine. Never more than this waits unread in the client.
            InitialHttp2StreamWindowSize = 1 << 20,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        if (options.CaCertificatePath is { Length: > 0 } path)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(path);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }
}

using Maas.Hosting.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Maas.Hosting.Limits;

/// <summary>Finite limits of connections, streams, headers and bodies.</summary>
internal static class KestrelLimits
{
    // The gRPC limit is read from the 5-byte frame header and answers with a status; the limit of the
    // body only cuts the connection, so it lies above.
    private const int FrameSlackBytes = 64 << 10;

    extension(KestrelServerLimits limits)
    {
        public void Apply(HostingOptions options)
        {
            limits.MaxConcurrentConnections = options.MaxConnections;
            limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
            limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
            limits.MaxRequestBodySize = (long)options.MaxMessageBytes + FrameSlackBytes;
            limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
            limits.Http2.KeepAlivePingDelay = options.KeepAliveDelay;
            limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        }
    }
}

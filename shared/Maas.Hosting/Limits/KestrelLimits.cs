using Maas.Hosting.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Maas.Hosting.Limits;

/// <summary>Finite limits of connections, streams, headers and bodies.</summary>
internal static class KestrelLimits
{
    extension(KestrelServerLimits limits)
    {
        public void Apply(HostingOptions options)
        {
            limits.MaxConcurrentConnections = options.MaxConnections;
            limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
            limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
            limits.MaxRequestBodySize = options.MaxMessageBytes;
            limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
            limits.Http2.KeepAlivePingDelay = options.KeepAliveDelay;
            limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        }
    }
}

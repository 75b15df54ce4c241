using System.Net;
using System.Net.Sockets;

namespace Maas.Testing;

/// <summary>Finds ports for servers that cannot take one by themselves.</summary>
public static class FreePort
{
    /// <summary>A TCP port of 127.0.0.1 that was free a moment ago.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

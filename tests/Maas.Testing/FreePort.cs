using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Maas.Testing;

/// <summary>Finds ports for servers that cannot take one by themselves.</summary>
public static class FreePort
{
    // Below the ports that Linux gives to outgoing connections (32768 and up): none of them takes the port before
    // its server does.
    private const int First = 10_240;
    private const int AfterLast = 32_768;

    /// <summary>A TCP port of 127.0.0.1 that was free a moment ago.</summary>
    public static int Find()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(First, AfterLast));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one.
            }
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;
using Garnet.server;

namespace Maas.Storage.Caching;

/// <summary>
/// A Garnet server inside this process, in memory: the Redis of a machine that has none. Only this process reaches it
/// where Unix sockets lie in a private folder (Linux); elsewhere it listens on a loopback port.
/// </summary>
public sealed class EmbeddedCache : IDisposable
{
    private readonly GarnetServer _server;
    private readonly DirectoryInfo? _folder;

    private EmbeddedCache(GarnetServer server, EndPoint endPoint, DirectoryInfo? folder)
    {
        _server = server;
        EndPoint = endPoint;
        _folder = folder;
    }

    /// <summary>Where it answers.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Starts one.</summary>
    /// <param name="memoryMebibytes">Memory for values in MiB; the oldest leave when it is full.</param>
    public static EmbeddedCache Start(int memoryMebibytes)
    {
        // A path in the data folder may be longer than the 107 bytes a socket's path may have.
        var folder = OperatingSystem.IsLinux() ? Directory.CreateTempSubdirectory("maas-") : null;
        var socket = folder is null ? null : Path.Combine(folder.FullName, "cache.sock");
        EndPoint endPoint = socket is null ? new IPEndPoint(IPAddress.Loopback, FreePort()) : new UnixDomainSocketEndPoint(socket);
        var options = new GarnetServerOptions
        {
            EndPoints = [endPoint],
            UnixSocketPath = socket,
            QuietMode = true,
            LogMemorySize = string.Create(CultureInfo.InvariantCulture, $"{memoryMebibytes}m"),
            IndexMemorySize = "8m",

            // Values above the inline size live on the heap, where the memory limit does not count them well:
            // a limit of 256 MiB was measured to hold 1 GiB of 16 MiB values.
            PageSize = "16m",
            MaxInlineValueSize = "8m",
        };
        var server = new GarnetServer(options);
        server.Start();
        return new EmbeddedCache(server, endPoint, folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        _folder?.Delete(recursive: true);
    }

    // The server does not tell which port it got for port 0.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Net;
using System.Net.Sockets;

namespace Maas.Client.Tests.Blobs;

/// <summary>
/// A line to a server that is cut after so many bytes in one direction, as often as told; later connections hold.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private readonly int _cutAfterBytes;
    private readonly bool _cutUploads;
    private int _cutsLeft;

    public CuttingProxy(Uri server, int cuts, int cutAfterBytes, bool cutUploads)
    {
        _server = server;
        _cutsLeft = cuts;
        _cutAfterBytes = cutAfterBytes;
        _cutUploads = cutUploads;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Cuts that have not happened yet.</summary>
    public int CutsLeft => Math.Max(0, Volatile.Read(ref _cutsLeft));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(RunAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task RunAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }

            using var cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var up = PumpAsync(client.GetStream(), server.GetStream(), _cutUploads, cut);
            var down = PumpAsync(server.GetStream(), client.GetStream(), !_cutUploads, cut);
            await Task.WhenAll(up, down);
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool mayCut, CancellationTokenSource cut)
    {
        var buffer = new byte[16 * 1024];
        var total = 0;
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, cut.Token)) > 0)
            {
                total += count;
                if (mayCut && total > _cutAfterBytes && Interlocked.Decrement(ref _cutsLeft) >= 0)
                {
                    break;
                }

                await to.WriteAsync(buffer.AsMemory(0, count), cut.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }

        await cut.CancelAsync();
    }
}

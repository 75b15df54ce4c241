using System.Net;
using System.Net.Sockets;

namespace Maas.Inference.Tests.Artifacts;

/// <summary>A line to a server that flips one bit of a content on its way, each time it is told to.</summary>
internal sealed class FlippingProxy : IAsyncDisposable
{
    private const int NeedleBytes = 8;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private volatile Flip? _flip;

    public FlippingProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Whether the flip that was ordered has happened.</summary>
    public bool HasFlipped => _flip is null;

    /// <summary>Orders the flip of a bit the next time that this part of the content passes, in whichever direction.</summary>
    public void FlipNext(ReadOnlySpan<byte> content, int at, int bit) =>
        _flip = new Flip(content.Slice(at, NeedleBytes).ToArray(), (byte)(1 << bit));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
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
        catch (OperationCanceledException)
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

            using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAll(
                PumpAsync(client.GetStream(), server.GetStream(), end), PumpAsync(server.GetStream(), client.GetStream(), end));
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, CancellationTokenSource end)
    {
        var buffer = new byte[128 * 1024];
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, end.Token)) > 0)
            {
                if (_flip is { } flip && buffer.AsSpan(0, count).IndexOf(flip.Needle) is >= 0 and var at)
                {
                    buffer[at] ^= flip.Bit;
                    _flip = null;
                }

                await to.WriteAsync(buffer.AsMemory(0, count), end.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }

        await end.CancelAsync();
    }

    private sealed record Flip(byte[] Needle, byte Bit);
}

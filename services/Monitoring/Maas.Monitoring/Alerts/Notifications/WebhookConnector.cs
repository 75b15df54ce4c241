using System.Net;
using System.Net.Sockets;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);

/// <summary>A webhook leads to where nothing is sent.</summary>
internal sealed class ForbiddenAddressException(string problem) : Exception(problem);

/// <summary>
/// Connects to the very address that was looked at: a name that leads elsewhere the next time it is asked for changes nothing. Thread-safe.
/// </summary>
internal sealed class WebhookConnector(AllowedHosts allowed, HostResolver resolve)
{
    /// <summary>Connects for a request.</summary>
    /// <exception cref="ForbiddenAddressException">One of the host's addresses leads inwards.</exception>
    /// <exception cref="SocketException">Nobody answers, or the host has no address.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var url = context.InitialRequestMessage.RequestUri!;
        if (WebhookChecks.FindProblem(url, allowed) is { } problem)
        {
            throw new ForbiddenAddressException(problem);
        }

        var addresses = await FindAsync(AllowedHosts.HostOf(url), allowed.Contains(url), cancellationToken);
        SocketException? failure = null;
        foreach (var address in addresses)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
            }
            catch (SocketException exception)
            {
                failure = exception;
            }
        }

        throw failure!;
    }

    // A host of which one address leads inwards is not trusted with the others.
    internal async Task<IPAddress[]> FindAsync(string host, bool isAllowed, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (!isAllowed && addresses.Select(InnerAddresses.Problem).FirstOrDefault(found => found is not null) is { } problem)
        {
            throw new ForbiddenAddressException(problem);
        }

        return addresses;
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint end, CancellationToken cancellationToken)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

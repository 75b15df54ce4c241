using System.Globalization;
using System.Net;
using Maas.Hosting.Configuration;
using Microsoft.Extensions.Configuration;

namespace Maas.Hosting.Endpoints;

/// <summary>Where one port of a host listens.</summary>
/// <param name="Listener">What the port is for.</param>
/// <param name="EndPoint">Address and port; port 0 takes a free one.</param>
internal sealed record ListenAddress(HostListener Listener, IPEndPoint EndPoint)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>Reads the addresses of a service, <c>Maas:&lt;Service&gt;:GrpcEndpoint</c> and its like.</summary>
    /// <exception cref="HostRefusedException">One is not <c>host:port</c>.</exception>
    public static IReadOnlyList<ListenAddress> ReadAll(IConfiguration configuration, string service, ServicePorts ports)
    {
        var addresses = new List<ListenAddress>
        {
            Read(configuration, service, HostListener.Grpc, ports.Grpc),
            Read(configuration, service, HostListener.Metrics, ports.Metrics),
        };
        if (ports.Http is { } http)
        {
            addresses.Add(Read(configuration, service, HostListener.Http, http));
        }

        return addresses;
    }

    /// <summary>Says which port of a service is taken, and which setting names another.</summary>
    /// <param name="configuration">What the service was told.</param>
    /// <param name="service">Its name.</param>
    /// <param name="ports">Its customary ports.</param>
    /// <param name="cause">What the server threw: its message holds the address.</param>
    public static HostRefusedException Taken(
        IConfiguration configuration, string service, ServicePorts ports, IOException cause)
    {
        var taken = ReadAll(configuration, service, ports)
            .FirstOrDefault(address => cause.Message.Contains($"{address.EndPoint}:", StringComparison.Ordinal));
        return new HostRefusedException(
            taken is null
                ? cause.Message
                : $"port {taken.EndPoint.Port} of {taken.EndPoint.Address}, for {service}, is taken by another program. "
                    + $"Stop that one, or name another port with --{KeyOf(service, taken.Listener)}={taken.EndPoint.Address}:PORT "
                    + "(port 0 takes a free one).",
            cause);
    }

    private static ListenAddress Read(
        IConfiguration configuration, string service, HostListener listener, int defaultPort)
    {
        var key = KeyOf(service, listener);
        return configuration[key] is { Length: > 0 } value
            ? new ListenAddress(listener, Parse(key, value))
            : new ListenAddress(listener, new IPEndPoint(IPAddress.Loopback, defaultPort));
    }

    private static string KeyOf(string service, HostListener listener) => $"Maas:{service}:{listener}Endpoint";

    private static IPEndPoint Parse(string key, string value)
    {
        var colon = value.LastIndexOf(':');
        if (colon > 0
            && int.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port <= IPEndPoint.MaxPort
            && AddressOf(value[..colon]) is { } address)
        {
            return new IPEndPoint(address, port);
        }

        throw new HostRefusedException(
            $"{key}: expected 'ADDRESS:PORT' with an IP address, 'localhost' or '*', and a port from 0 to 65535; got '{value}'.");
    }

    private static IPAddress? AddressOf(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.IPv6Any,
        ['[', .., ']'] => IPAddress.TryParse(host, out var bracketed) ? bracketed : null,
        _ when !host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out var plain) => plain,
        _ => null,
    };
}

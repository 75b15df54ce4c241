using System.Net;
using System.Net.Sockets;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>
/// Tells addresses of the public internet from those that lead inwards: to this machine, to its network, or to nobody. Static, pure.
/// </summary>
/// <remarks>
/// Sources: the IANA registries of IPv4 and IPv6 special-purpose addresses (RFC 6890 and its updates); RFC 6052 (NAT64),
/// RFC 3056 (6to4), RFC 4380 (Teredo), RFC 4291 (IPv4 within IPv6).
/// </remarks>
internal static class InnerAddresses
{
    private static readonly (AddressBlock Network, string What)[] Inner4 =
    [
        (AddressBlock.Parse("0.0.0.0/8"), "unspecified"),
        (AddressBlock.Parse("10.0.0.0/8"), "private"),
        (AddressBlock.Parse("100.64.0.0/10"), "shared by a carrier"),
        (AddressBlock.Parse("127.0.0.0/8"), "loopback"),
        (AddressBlock.Parse("169.254.0.0/16"), "link-local"),
        (AddressBlock.Parse("172.16.0.0/12"), "private"),
        (AddressBlock.Parse("192.0.0.0/24"), "reserved for protocols"),
        (AddressBlock.Parse("192.0.2.0/24"), "for documentation"),
        (AddressBlock.Parse("192.88.99.0/24"), "a relay"),
        (AddressBlock.Parse("192.168.0.0/16"), "private"),
        (AddressBlock.Parse("198.18.0.0/15"), "for benchmarks"),
        (AddressBlock.Parse("198.51.100.0/24"), "for documentation"),
        (AddressBlock.Parse("203.0.113.0/24"), "for documentation"),
        (AddressBlock.Parse("224.0.0.0/4"), "multicast"),
        (AddressBlock.Parse("240.0.0.0/4"), "reserved"),
    ];

    private static readonly (AddressBlock Network, string What)[] Inner6 =
    [
        (AddressBlock.Parse("::/128"), "unspecified"),
        (AddressBlock.Parse("::1/128"), "loopback"),
        (AddressBlock.Parse("fe80::/10"), "link-local"),
        (AddressBlock.Parse("fec0::/10"), "site-local"),
        (AddressBlock.Parse("fc00::/7"), "unique local"),
        (AddressBlock.Parse("ff00::/8"), "multicast"),
        (AddressBlock.Parse("64:ff9b:1::/48"), "a translation of this network"),
        (AddressBlock.Parse("2001::/23"), "reserved for protocols"),
        (AddressBlock.Parse("2001:db8::/32"), "for documentation"),
        (AddressBlock.Parse("3fff::/20"), "for documentation"),
    ];

    // All that is given out to hosts of the internet.
    private static readonly AddressBlock Global6 = AddressBlock.Parse("2000::/3");

    // Where an IPv4 address stands in an IPv6 address, by bytes.
    private static readonly (AddressBlock Network, int Offset)[] Wrapping =
    [
        (AddressBlock.Parse("::ffff:0:0/96"), 12),
        (AddressBlock.Parse("64:ff9b::/96"), 12),
        (AddressBlock.Parse("2002::/16"), 2),
    ];

    /// <summary>Why nothing is sent to an address, in a sentence; null for one of the public internet.</summary>
    public static string? Problem(IPAddress address)
    {
        var (inner, what) = Inspect(address);
        return what is null ? null
            : inner.Equals(address) ? $"the address {address} is {what}."
            : $"the address {address} stands for {inner}, which is {what}.";
    }

    private static (IPAddress Address, string? What) Inspect(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return (address, Find(Inner4, address));
        }

        foreach (var (network, offset) in Wrapping)
        {
            if (network.Contains(address))
            {
                var wrapped = new IPAddress(address.GetAddressBytes().AsSpan(offset, 4));
                return (wrapped, Find(Inner4, wrapped));
            }
        }

        return (address, Find(Inner6, address) ?? (Global6.Contains(address) ? null : "not of the public internet"));
    }

    private static string? Find((AddressBlock Network, string What)[] networks, IPAddress address)
    {
        foreach (var (network, what) in networks)
        {
            if (network.Contains(address))
            {
                return what;
            }
        }

        return null;
    }
}

using System.Globalization;
using System.Net;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>Addresses that begin with the same bits. Immutable, thread-safe.</summary>
/// <remarks>
/// Compares bytes as they are. The framework's own type takes an IPv4 address within IPv6 for the one inside, and then finds it in the wrong block.
/// </remarks>
internal sealed class AddressBlock
{
    private readonly byte[] _begin;
    private readonly int _bits;

    private AddressBlock(byte[] begin, int bits) => (_begin, _bits) = (begin, bits);

    /// <summary>Reads <c>10.0.0.0/8</c> or <c>fc00::/7</c>.</summary>
    public static AddressBlock Parse(string block)
    {
        var slash = block.IndexOf('/', StringComparison.Ordinal);
        return new AddressBlock(
            IPAddress.Parse(block[..slash]).GetAddressBytes(), int.Parse(block[(slash + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Whether an address is one of them; never for one of the other family. A scope is no part of the address.</summary>
    public bool Contains(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (bytes.Length != _begin.Length)
        {
            return false;
        }

        var whole = _bits / 8;
        var mask = (byte)(0xFF << (8 - (_bits % 8)));
        return bytes.AsSpan(0, whole).SequenceEqual(_begin.AsSpan(0, whole))
            && (_bits % 8 == 0 || (bytes[whole] & mask) == (_begin[whole] & mask));
    }
}

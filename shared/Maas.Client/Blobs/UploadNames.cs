using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Maas.Digests;

namespace Maas.Client.Blobs;

/// <summary>Names uploads so that the next process of the same user finds the one that was broken off.</summary>
internal static class UploadNames
{
    private const byte Version8 = 0x80;
    private const byte VariantOfRfc9562 = 0x80;

    /// <summary>The same for the same bytes, machine and user; another for any other.</summary>
    public static string Of(Sha256Digest digest, long sizeBytes)
    {
        var id = IdOf(string.Create(
            CultureInfo.InvariantCulture, $"maas upload\n{Environment.MachineName}\n{Environment.UserName}\n{digest}\n{sizeBytes}"));
        return string.Create(CultureInfo.InvariantCulture, $"uploads/{id:D}/blobs/{digest}/{sizeBytes}");
    }

    /// <summary>A UUID made of a text. Source: RFC 9562, section 5.8 and appendix B.2 (SHA-256, version 8).</summary>
    private static Guid IdOf(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | Version8);
        bytes[8] = (byte)((bytes[8] & 0x3F) | VariantOfRfc9562);
        return new Guid(bytes, bigEndian: true);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Maas.Errors;

namespace Maas.Paging;

/// <summary>
/// Opaque page tokens: base64url of an 8-byte checksum over query and key, then the key. The checksum finds
/// damaged tokens and tokens of another query; it is no secret.
/// </summary>
internal static class PageToken
{
    private const int ChecksumLength = 8;

    public static string Encode(string key, string query)
    {
        byte[] token = [.. Checksum(key, query), .. Encoding.UTF8.GetBytes(key)];
        return Base64Url.EncodeToString(token);
    }

    /// <exception cref="MaasException"><c>INVALID_ARGUMENT</c>.</exception>
    public static string Decode(string token, string query)
    {
        if (!Base64Url.IsValid(token))
        {
            throw CommonErrors.PageTokenInvalid();
        }

        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length < ChecksumLength)
        {
            throw CommonErrors.PageTokenInvalid();
        }

        var key = Encoding.UTF8.GetString(bytes.AsSpan(ChecksumLength));
        return Checksum(key, query).SequenceEqual(bytes.AsSpan(0, ChecksumLength))
            ? key
            : throw CommonErrors.PageTokenInvalid();
    }

    private static ReadOnlySpan<byte> Checksum(string key, string query) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{query}\n{key}")).AsSpan(0, ChecksumLength);
}

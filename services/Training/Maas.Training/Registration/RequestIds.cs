using System.Security.Cryptography;
using System.Text;

namespace Maas.Training.Registration;

/// <summary>
/// Request ids that are the same whenever the same job does the same thing, so that a retry after a crash is known as
/// one.
/// </summary>
internal static class RequestIds
{
    /// <summary>A UUID made of the job and the purpose, in the form of version 4.</summary>
    public static string For(Guid jobUid, string purpose)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{jobUid:D} {purpose}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D");
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>
/// Signs what a webhook is sent, so that its receiver knows who sent it, and when: an old message that somebody sends again has an old time.
/// Static, thread-safe.
/// </summary>
internal static class WebhookSignature
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Maas-Signature";

    /// <summary><c>t={seconds since 1970},v1={HMAC-SHA256 of "{t}.{body}" in lower-case hex}</c>.</summary>
    public static string Of(string secret, DateTimeOffset time, string body)
    {
        var seconds = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var digest = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(digest)}";
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Maas.Monitoring.Alerts;

/// <summary>
/// How long to wait before something is tried again: twice as long each time, spread so that what failed together does not come back
/// together. Static, pure: the same for the same key and attempt.
/// </summary>
internal static class RetryDelays
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>The delay after an attempt: 5 s, 10 s, 20 s, … to 30 min, half of it more or less.</summary>
    /// <param name="key">What is tried.</param>
    /// <param name="attempt">Attempts so far, 1 or more.</param>
    public static TimeSpan After(string key, int attempt)
    {
        var usual = First * Math.Pow(2, Math.Min(attempt - 1, 30));
        var capped = usual < Longest ? usual : Longest;
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{key} {attempt}"));
        return capped * (0.5 + (BitConverter.ToUInt32(digest) / (double)uint.MaxValue));
    }
}

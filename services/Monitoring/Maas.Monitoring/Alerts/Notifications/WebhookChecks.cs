using System.Net;
using Maas.Errors;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>What a webhook must look like before it is taken.</summary>
internal static class WebhookChecks
{
    private const int MaxUrl = 2_048;
    private const int MinSecret = 16;
    private const int MaxSecret = 256;

    /// <exception cref="MaasException">
    /// <c>INVALID_FIELD</c>, with everything that is wrong; <c>ADDRESS_FORBIDDEN</c>: nothing else is wrong, but it leads where nothing is sent.
    /// </exception>
    public static void Check(string url, string secret, bool requiresSecret, AllowedHosts allowed)
    {
        var checks = new FieldChecks("webhook.");
        checks.Require(url.Length is > 0 and <= MaxUrl, "url", $"Expected 1 to {MaxUrl} characters, got {url.Length}.");
        var isUrl = Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" && address.Host.Length > 0;
        if (checks.Require(isUrl, "url", $"Expected a URL that begins with 'https://' and names a host."))
        {
            checks.Require(address!.UserInfo.Length == 0, "url", $"Expected no user and password in the URL.");
            checks.Require(!url.Any(char.IsControl), "url", $"Expected no control characters in the URL.");
            checks.Require(address.Fragment.Length == 0, "url", $"Expected no fragment ('#…') in the URL.");
        }

        checks.Require(
            (!requiresSecret && secret.Length == 0) || secret.Length is >= MinSecret and <= MaxSecret, "secret",
            $"Expected {MinSecret} to {MaxSecret} characters, got {secret.Length}.");
        checks.Require(!secret.Contains('\0'), "secret", $"Expected no character NUL.");
        checks.ThrowIfAny();
        if (FindProblem(address!, allowed) is { } problem)
        {
            throw MonitoringErrors.AddressForbidden(url, problem);
        }
    }

    /// <summary>Why nothing is sent to a URL, as far as can be told without asking for addresses; null when nothing is against it.</summary>
    public static string? FindProblem(Uri url, AllowedHosts allowed)
    {
        if (allowed.Contains(url))
        {
            return null;
        }

        if (url.Scheme != Uri.UriSchemeHttps)
        {
            return "only https:// is sent to.";
        }

        var host = AllowedHosts.HostOf(url);
        return host == "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal)
            ? InnerAddresses.Problem(IPAddress.Loopback)
            : IPAddress.TryParse(host, out var address) ? InnerAddresses.Problem(address) : null;
    }
}

using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>Hosts that webhooks may lead to whatever their addresses are. Immutable, thread-safe.</summary>
internal sealed class AllowedHosts(IOptions<AlertOptions> options)
{
    private readonly HashSet<string> _hosts = [.. options.Value.AllowedWebhookHosts.Select(Normalise)];

    /// <summary>Whether the settings name the host of a URL.</summary>
    public bool Contains(Uri url) => _hosts.Contains(HostOf(url));

    /// <summary>Host of a URL in lower case, without brackets and a last dot.</summary>
    public static string HostOf(Uri url) => Normalise(url.IdnHost);

    private static string Normalise(string host) => host.Trim().Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}

using System.Text.Json.Serialization;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>Where alerts are sent. Immutable. Kept as JSON: rename no property.</summary>
/// <param name="Id">Last segment of its name.</param>
/// <param name="Url">Absolute.</param>
/// <param name="Secret">Key of the signature; empty in what is told.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="Revision">Changes with every change, and never comes again.</param>
internal sealed record Webhook(string Id, string Url, string Secret, DateTimeOffset CreateTime, long Revision)
{
    [JsonIgnore]
    public string Name => NameOf(Id);

    [JsonIgnore]
    public string Etag => $"\"{Revision}\"";

    public static string NameOf(string id) => $"webhooks/{id}";

    /// <summary>The same for others to see.</summary>
    public Webhook WithoutSecret() => this with { Secret = "" };

    /// <summary>Records print what they hold; this one must not, not even in a log.</summary>
    public override string ToString() => Name;
}

using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Webhooks;

/// <summary>Webhooks as a table.</summary>
internal static class WebhookTables
{
    public static IRenderable List(IEnumerable<Webhook> webhooks) => TextTable.Of(
        "", ["webhook", "address", "made"],
        webhooks.Select(webhook => new[] { TypedName.Short(webhook.Name), webhook.Url, Figures.Time(webhook.CreateTime) }));
}

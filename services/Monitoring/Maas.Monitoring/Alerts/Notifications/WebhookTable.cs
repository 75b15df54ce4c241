using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>Webhooks in the database. Every method runs in the session of its caller.</summary>
internal static class WebhookTable
{
    extension(DatabaseSession session)
    {
        public async Task<Webhook?> FindWebhookAsync(string id) =>
            await session.FindAsync<string>("SELECT webhook_json FROM webhooks WHERE webhook_id = @id", new { id }) is { } json
                ? DatabaseJson.Read<Webhook>(json)
                : null;

        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<Webhook> GetWebhookAsync(string id) =>
            await session.FindWebhookAsync(id) ?? throw MonitoringErrors.ResourceNotFound(Webhook.NameOf(id));

        public async Task<HashSet<string>> ListWebhookIdsAsync() =>
            [.. await session.QueryAsync<string>("SELECT webhook_id FROM webhooks")];

        /// <summary>One page, by id.</summary>
        public async Task<Page<Webhook>> ListWebhooksAsync(PageRequest page)
        {
            var rows = await session.QueryAsync<string>(
                "SELECT webhook_json FROM webhooks WHERE webhook_id > @after ORDER BY webhook_id LIMIT @limit",
                new { after = page.After ?? "", limit = page.Size + 1 });
            return page.Next([.. rows.Select(DatabaseJson.Read<Webhook>)], webhook => webhook.Id);
        }

        public Task<long> CountWebhooksAsync() => session.GetAsync<long>("SELECT COUNT(*) FROM webhooks");

        /// <summary>Makes or replaces a webhook.</summary>
        public Task PutWebhookAsync(Webhook webhook) => session.ExecuteAsync(
            """
            INSERT INTO webhooks (webhook_id, webhook_json) VALUES (@Id, @json)
            ON CONFLICT (webhook_id) DO UPDATE SET webhook_json = excluded.webhook_json
            """,
            new { webhook.Id, json = DatabaseJson.Write(webhook) });

        public Task DeleteWebhookAsync(string id) =>
            session.ExecuteAsync("DELETE FROM webhooks WHERE webhook_id = @id", new { id });
    }
}

using Maas.Errors;
using Maas.Monitoring.Alerts.Audit;
using Maas.Names;
using Maas.Paging;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>Creates, reads and changes webhooks. What it gives out has no secret. Thread-safe.</summary>
internal sealed class WebhookBook(
    AlertLedger ledger, AllowedHosts allowed, AuditTrail audit, IOptions<AlertOptions> options, TimeProvider clock)
{
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<Webhook> GetAsync(string name, CancellationToken cancellationToken)
    {
        var id = ResourceName.Parse(name, "name", "webhooks")[0];
        return ledger.ReadAsync(async session => (await session.GetWebhookAsync(id)).WithoutSecret(), cancellationToken);
    }

    /// <summary>By id.</summary>
    public async Task<Page<Webhook>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var found = await ledger.ReadAsync(session => session.ListWebhooksAsync(page), cancellationToken);
        return new Page<Webhook>([.. found.Rows.Select(webhook => webhook.WithoutSecret())], found.NextPageToken);
    }

    /// <param name="id">Last segment of the new name.</param>
    /// <param name="url">Where it leads.</param>
    /// <param name="secret">Key of the signature.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException">
    /// <c>ALREADY_EXISTS</c>, <c>LIMIT_REACHED</c>, <c>INVALID_FIELD</c>, <c>ADDRESS_FORBIDDEN</c>.
    /// </exception>
    public Task<Webhook> CreateAsync(string id, string url, string secret, Mutation mutation, CancellationToken cancellationToken)
    {
        ResourceId.Require(id, "webhook_id");
        WebhookChecks.Check(url, secret, requiresSecret: true, allowed);
        return ledger.WriteAsync(
            mutation,
            async session =>
            {
                if (await session.FindWebhookAsync(id) is not null)
                {
                    throw MonitoringErrors.AlreadyExists(Webhook.NameOf(id));
                }

                if (await session.CountWebhooksAsync() >= options.Value.MaxWebhooks)
                {
                    throw MonitoringErrors.LimitReached($"Alerts:{nameof(AlertOptions.MaxWebhooks)}", options.Value.MaxWebhooks);
                }

                var webhook = new Webhook(
                    id, url, secret, clock.GetStorableNow(), await AlertCounters.NextAsync(session, AlertCounters.Etag));
                await session.PutWebhookAsync(webhook);
                await audit.AppendAsync(session, mutation, webhook.Name, $"Made the webhook, which leads to {new Uri(url).Host}.");
                return webhook.WithoutSecret();
            },
            cancellationToken);
    }

    /// <param name="name">The webhook.</param>
    /// <param name="url">Where it leads.</param>
    /// <param name="secret">Key of the signature; empty keeps the one there is.</param>
    /// <param name="etag">Guards the write; empty for none.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>INVALID_FIELD</c>, <c>ADDRESS_FORBIDDEN</c>.
    /// </exception>
    public Task<Webhook> UpdateAsync(
        string name, string url, string secret, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        var id = ResourceName.Parse(name, "webhook.name", "webhooks")[0];
        WebhookChecks.Check(url, secret, requiresSecret: false, allowed);
        return ledger.WriteAsync(
            mutation,
            async session =>
            {
                var current = await session.GetWebhookAsync(id);
                var kept = secret.Length == 0 ? current.Secret : secret;
                if (url == current.Url && kept == current.Secret)
                {
                    return current.WithoutSecret();
                }

                if (etag.Length > 0 && etag != current.Etag)
                {
                    throw MonitoringErrors.EtagMismatch(current.Name, current.Etag);
                }

                var webhook = current with
                {
                    Url = url,
                    Secret = kept,
                    Revision = await AlertCounters.NextAsync(session, AlertCounters.Etag),
                };
                await session.PutWebhookAsync(webhook);
                await audit.AppendAsync(session, mutation, webhook.Name, $"Changed the webhook, which leads to {new Uri(url).Host}.");
                return webhook.WithoutSecret();
            },
            cancellationToken);
    }

    /// <summary>Deletes a webhook. Messages to it that wait are given up when their turn comes.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task DeleteAsync(string name, Mutation mutation, CancellationToken cancellationToken)
    {
        var id = ResourceName.Parse(name, "name", "webhooks")[0];
        return ledger.WriteAsync(
            mutation,
            async session =>
            {
                var current = await session.GetWebhookAsync(id);
                await session.DeleteWebhookAsync(id);
                await audit.AppendAsync(session, mutation, current.Name, "Deleted the webhook.");
                return true;
            },
            cancellationToken);
    }
}

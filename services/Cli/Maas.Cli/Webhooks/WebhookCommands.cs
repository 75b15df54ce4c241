using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Webhooks;

/// <summary><c>maas webhooks</c>: where alerts are sent.</summary>
internal static class WebhookCommands
{
    public static Command Create(CommandBinding binding) => new("webhooks", "Where alerts are sent, signed.")
    {
        List(binding),
        Make(binding),
        Set(binding),
        Delete(binding),
    };

    private static Command List(CommandBinding binding) => binding.Bind(
        new Command("list", "Lists webhooks, without their secrets."),
        async (session, cancellationToken) =>
        {
            var webhooks = await AllPages.ReadAsync<Webhook>(async token =>
            {
                var page = await session.Clients.Alerts.ListWebhooksAsync(
                    new ListWebhooksRequest { PageSize = AllPages.PageSize, PageToken = token }, cancellationToken: cancellationToken);
                return (page.Webhooks, page.NextPageToken);
            });
            session.Screen.ShowList("webhooks", webhooks, () => WebhookTables.List(webhooks));
        });

    private static Command Make(CommandBinding binding)
    {
        var (id, url, secret) = (IdArgument(), new Argument<string>("URL") { Description = "Where to, https://…" }, WebhookSecret.Option());
        secret.Required = true;
        return binding.Bind(
            new Command("create", "Makes a webhook.") { id, url, secret },
            async (session, cancellationToken) =>
            {
                var arguments = session.Arguments;
                var made = await session.Clients.Alerts.CreateWebhookAsync(
                    new CreateWebhookRequest
                    {
                        WebhookId = TypedName.Id(TypedName.Webhook(arguments.GetRequiredValue(id))),
                        Webhook = new Webhook
                        {
                            Url = arguments.GetRequiredValue(url),
                            Secret = await WebhookSecret.ReadAsync(arguments.GetRequiredValue(secret), cancellationToken),
                        },
                        RequestId = Guid.NewGuid().ToString(),
                    },
                    cancellationToken: cancellationToken);
                session.Screen.Show(made, () => WebhookTables.List([made]));
            });
    }

    private static Command Set(CommandBinding binding)
    {
        var (id, secret) = (IdArgument(), WebhookSecret.Option());
        var url = new Option<string>("--url") { Description = "Where to, https://…", HelpName = "URL" };
        return binding.Bind(
            new Command("set", "Changes a webhook; what no option names stays.") { id, url, secret },
            async (session, cancellationToken) =>
            {
                var (newUrl, newSecret) = (session.Arguments.GetValue(url), session.Arguments.GetValue(secret));
                if (newUrl is null && newSecret is null)
                {
                    throw new Terminal.CommandFailedException(
                        Terminal.ExitCode.Usage, "nothing-to-change", $"Say what to change: {url.Name} or {secret.Name}.");
                }

                // The etag that was read guards against someone who changes it between the two calls. No secret keeps the one there is.
                var webhook = await session.Clients.Alerts.GetWebhookAsync(
                    new GetWebhookRequest { Name = TypedName.Webhook(session.Arguments.GetRequiredValue(id)) },
                    cancellationToken: cancellationToken);
                webhook.Url = newUrl ?? webhook.Url;
                webhook.Secret = newSecret is null ? "" : await WebhookSecret.ReadAsync(newSecret, cancellationToken);
                var changed = await session.Clients.Alerts.UpdateWebhookAsync(
                    new UpdateWebhookRequest { Webhook = webhook }, cancellationToken: cancellationToken);
                session.Screen.Show(changed, () => WebhookTables.List([changed]));
            });
    }

    private static Command Delete(CommandBinding binding)
    {
        var id = IdArgument();
        return binding.Bind(
            new Command("delete", "Deletes a webhook; rules that name it tell nobody there any more.") { id },
            async (session, cancellationToken) =>
            {
                var name = TypedName.Webhook(session.Arguments.GetRequiredValue(id));
                await session.Clients.Alerts.DeleteWebhookAsync(new DeleteWebhookRequest { Name = name }, cancellationToken: cancellationToken);
                session.Screen.Note($"'{name}' is deleted.");
            });
    }

    private static Argument<string> IdArgument() => new("WEBHOOK") { Description = "Id or name of the webhook." };
}

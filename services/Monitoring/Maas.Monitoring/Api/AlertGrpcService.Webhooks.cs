using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Paging;
using Proto = Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Api;

/// <content>Silences and webhooks.</content>
internal sealed partial class AlertGrpcService
{
    public override async Task<Proto.Silence> GetSilence(GetSilenceRequest request, ServerCallContext context) =>
        (await silences.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListSilencesResponse> ListSilences(ListSilencesRequest request, ServerCallContext context)
    {
        var page = await silences.ListAsync(
            PageRequest.Parse(request.PageSize, request.PageToken, "silences"), context.CancellationToken);
        return new ListSilencesResponse
        {
            Silences = { page.Rows.Select(silence => silence.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.Silence> CreateSilence(CreateSilenceRequest request, ServerCallContext context)
    {
        var silence = await silences.CreateAsync(
            request.Silence.FromProto(), context.MutationOf(request), context.CancellationToken);
        return silence.ToProto();
    }

    public override async Task<Proto.Silence> ExpireSilence(ExpireSilenceRequest request, ServerCallContext context) =>
        (await silences.ExpireAsync(request.Name, context.MutationOf(request), context.CancellationToken)).ToProto();

    public override async Task<Proto.Webhook> GetWebhook(GetWebhookRequest request, ServerCallContext context) =>
        (await webhooks.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListWebhooksResponse> ListWebhooks(ListWebhooksRequest request, ServerCallContext context)
    {
        var page = await webhooks.ListAsync(
            PageRequest.Parse(request.PageSize, request.PageToken, "webhooks"), context.CancellationToken);
        return new ListWebhooksResponse
        {
            Webhooks = { page.Rows.Select(webhook => webhook.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.Webhook> CreateWebhook(CreateWebhookRequest request, ServerCallContext context)
    {
        var webhook = await webhooks.CreateAsync(
            request.WebhookId, request.Webhook.Url, request.Webhook.Secret, context.MutationOf(request), context.CancellationToken);
        return webhook.ToProto();
    }

    public override async Task<Proto.Webhook> UpdateWebhook(UpdateWebhookRequest request, ServerCallContext context)
    {
        var webhook = await webhooks.UpdateAsync(
            request.Webhook.Name, request.Webhook.Url, request.Webhook.Secret, request.Webhook.Etag, context.MutationOf(request),
            context.CancellationToken);
        return webhook.ToProto();
    }

    public override async Task<Empty> DeleteWebhook(DeleteWebhookRequest request, ServerCallContext context)
    {
        await webhooks.DeleteAsync(request.Name, context.MutationOf(request), context.CancellationToken);
        return new Empty();
    }
}

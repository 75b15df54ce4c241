using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

/// <content>What decides which version answers: aliases and deployments.</content>
internal sealed partial class RegistryGrpcService
{
    public override async Task<Proto.Alias> GetAlias(GetAliasRequest request, ServerCallContext context) =>
        (await aliases.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListAliasesResponse> ListAliases(ListAliasesRequest request, ServerCallContext context)
    {
        var page = await aliases.ListAsync(
            request.Parent, request.PageSize, request.PageToken, context.CancellationToken);
        return new ListAliasesResponse
        {
            Aliases = { page.Rows.Select(alias => alias.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.Alias> SetAlias(SetAliasRequest request, ServerCallContext context)
    {
        var alias = await aliases.SetAsync(
            request.Alias.Name, request.Alias.ModelVersion, request.ExpectedModelVersion, request.Alias.Etag,
            MutationOf(request, context), context.CancellationToken);
        return alias.ToProto();
    }

    public override async Task<Empty> DeleteAlias(DeleteAliasRequest request, ServerCallContext context)
    {
        await aliases.DeleteAsync(request.Name, request.Etag, MutationOf(request, context), context.CancellationToken);
        return new Empty();
    }

    public override async Task<ListAliasHistoryResponse> ListAliasHistory(
        ListAliasHistoryRequest request, ServerCallContext context)
    {
        var page = await aliases.ListHistoryAsync(
            request.Name, request.PageSize, request.PageToken, context.CancellationToken);
        return new ListAliasHistoryResponse
        {
            AliasMoves = { page.Rows.Select(move => move.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.Deployment> GetDeployment(
        GetDeploymentRequest request, ServerCallContext context) =>
        (await deployments.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListDeploymentsResponse> ListDeployments(
        ListDeploymentsRequest request, ServerCallContext context)
    {
        var (page, revision) = await deployments.ListAsync(
            request.PageSize, request.PageToken, context.CancellationToken);
        return new ListDeploymentsResponse
        {
            Deployments = { page.Rows.Select(deployment => deployment.ToProto()) },
            NextPageToken = page.NextPageToken,
            Revision = revision,
        };
    }

    public override async Task<Proto.Deployment> CreateDeployment(
        CreateDeploymentRequest request, ServerCallContext context)
    {
        var mutation = MutationOf(request, context, request.ValidateOnly);
        var values = request.Deployment.FromProto(request.DeploymentId);
        return (await deployments.CreateAsync(values, mutation, context.CancellationToken)).ToProto();
    }

    public override async Task<Proto.Deployment> UpdateDeployment(
        UpdateDeploymentRequest request, ServerCallContext context)
    {
        var values = request.Deployment.FromProto(id: "");
        var deployment = await deployments.UpdateAsync(
            request.Deployment.Name, values, request.UpdateMask?.Paths, request.Deployment.Etag,
            MutationOf(request, context), context.CancellationToken);
        return deployment.ToProto();
    }

    public override async Task<Empty> DeleteDeployment(DeleteDeploymentRequest request, ServerCallContext context)
    {
        await deployments.DeleteAsync(
            request.Name, request.Etag, MutationOf(request, context), context.CancellationToken);
        return new Empty();
    }

    public override async Task<ReportReplicaStatusResponse> ReportReplicaStatus(
        ReportReplicaStatusRequest request, ServerCallContext context)
    {
        await deployments.ReportAsync(
            request.Deployment, request.Replica, [.. request.Statuses.Select(status => status.FromProto())],
            context.CancellationToken);
        return new ReportReplicaStatusResponse();
    }
}

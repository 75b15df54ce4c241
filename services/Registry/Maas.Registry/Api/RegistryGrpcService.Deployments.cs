using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

/// <content>Deployments.</content>
internal sealed partial class RegistryGrpcService
{
    public override async Task<Proto.Deployment> GetDeployment(
        GetDeploymentRequest request, ServerCallContext context) =>
        (await serving.Deployments.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListDeploymentsResponse> ListDeployments(
        ListDeploymentsRequest request, ServerCallContext context)
    {
        var (page, revision) = await serving.Deployments.ListAsync(
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
        var mutation = context.MutationOf(request, request.ValidateOnly);
        var values = request.Deployment.FromProto(request.DeploymentId);
        return (await serving.Deployments.CreateAsync(values, mutation, context.CancellationToken)).ToProto();
    }

    public override async Task<Proto.Deployment> UpdateDeployment(
        UpdateDeploymentRequest request, ServerCallContext context)
    {
        var values = request.Deployment.FromProto(id: "");
        var deployment = await serving.Deployments.UpdateAsync(
            request.Deployment.Name, values, request.UpdateMask?.Paths, request.Deployment.Etag,
            context.MutationOf(request), context.CancellationToken);
        return deployment.ToProto();
    }

    public override async Task<Empty> DeleteDeployment(DeleteDeploymentRequest request, ServerCallContext context)
    {
        await serving.Deployments.DeleteAsync(
            request.Name, request.Etag, context.MutationOf(request), context.CancellationToken);
        return new Empty();
    }

    public override async Task<ReportReplicaStatusResponse> ReportReplicaStatus(
        ReportReplicaStatusRequest request, ServerCallContext context)
    {
        await serving.Deployments.ReportAsync(
            request.Deployment, request.Replica, [.. request.Statuses.Select(status => status.FromProto())],
            context.CancellationToken);
        return new ReportReplicaStatusResponse();
    }

    public override async Task<ListDeploymentHistoryResponse> ListDeploymentHistory(
        ListDeploymentHistoryRequest request, ServerCallContext context)
    {
        var page = await serving.DeploymentHistory.ListAsync(
            request.Name, request.PageSize, request.PageToken, context.CancellationToken);
        return new ListDeploymentHistoryResponse
        {
            DeploymentMoves = { page.Rows.Select(move => move.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.Deployment> RollbackDeployment(
        RollbackDeploymentRequest request, ServerCallContext context)
    {
        var deployment = await serving.Deployments.RollbackAsync(
            request.Name, request.ReadTime.ToTime("read_time"), request.Etag, context.MutationOf(request),
            context.CancellationToken);
        return deployment.ToProto();
    }

    public override async Task<LookUpDeploymentResponse> LookUpDeployment(
        LookUpDeploymentRequest request, ServerCallContext context)
    {
        var move = await serving.DeploymentHistory.LookUpAsync(
            request.Name, request.ReadTime.ToTime("read_time"), context.CancellationToken);
        return new LookUpDeploymentResponse { DeploymentMove = move?.ToProto() };
    }
}

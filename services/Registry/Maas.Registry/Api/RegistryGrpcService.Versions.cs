using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

/// <content>Versions.</content>
internal sealed partial class RegistryGrpcService
{
    public override async Task<Proto.ModelVersion> GetModelVersion(
        GetModelVersionRequest request, ServerCallContext context) =>
        (await versions.Catalog.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListModelVersionsResponse> ListModelVersions(
        ListModelVersionsRequest request, ServerCallContext context)
    {
        var page = await versions.Catalog.ListAsync(
            request.Parent, request.Filter, request.OrderBy, request.ShowDeleted, request.PageSize, request.PageToken,
            context.CancellationToken);
        return new ListModelVersionsResponse
        {
            ModelVersions = { page.Rows.Select(version => version.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.ModelVersion> CreateModelVersion(
        CreateModelVersionRequest request, ServerCallContext context)
    {
        var mutation = context.MutationOf(request, request.ValidateOnly);
        var values = request.ModelVersion.FromProto();
        return (await versions.Catalog.CreateAsync(request.Parent, values, mutation, context.CancellationToken)).ToProto();
    }

    public override async Task<Proto.ModelVersion> DeleteModelVersion(
        DeleteModelVersionRequest request, ServerCallContext context) =>
        (await versions.States.DeleteAsync(request.Name, request.Etag, context.MutationOf(request), context.CancellationToken))
        .ToProto();

    public override async Task<Proto.ModelVersion> UndeleteModelVersion(
        UndeleteModelVersionRequest request, ServerCallContext context) =>
        (await versions.States.UndeleteAsync(request.Name, context.MutationOf(request), context.CancellationToken)).ToProto();

    public override async Task<Proto.ModelVersion> DeprecateModelVersion(
        DeprecateModelVersionRequest request, ServerCallContext context)
    {
        var version = await versions.States.DeprecateAsync(
            request.Name, request.Reason, request.Etag, context.MutationOf(request), context.CancellationToken);
        return version.ToProto();
    }

    public override async Task<Proto.ModelVersion> QuarantineModelVersion(
        QuarantineModelVersionRequest request, ServerCallContext context)
    {
        var version = await versions.States.QuarantineAsync(
            request.Name, request.Reason, request.Etag, context.MutationOf(request), context.CancellationToken);
        return version.ToProto();
    }

    public override async Task<Proto.ModelVersion> ReinstateModelVersion(
        ReinstateModelVersionRequest request, ServerCallContext context) =>
        (await versions.States.ReinstateAsync(request.Name, request.Etag, context.MutationOf(request), context.CancellationToken))
        .ToProto();

    public override async Task<CompareModelVersionsResponse> CompareModelVersions(
        CompareModelVersionsRequest request, ServerCallContext context) =>
        (await versions.Comparison.CompareAsync(request.Names, context.CancellationToken)).ToProto();

    public override async Task<GetLineageResponse> GetLineage(GetLineageRequest request, ServerCallContext context)
    {
        var isDownstream = request.Direction == GetLineageRequest.Types.Direction.Downstream;
        var lineage = await versions.Lineage.FollowAsync(
            request.Resource, isDownstream, request.MaxDepth, context.CancellationToken);
        return lineage.ToProto();
    }
}

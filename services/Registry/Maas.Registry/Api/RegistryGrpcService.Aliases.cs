using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

/// <content>Aliases.</content>
internal sealed partial class RegistryGrpcService
{
    public override async Task<Proto.Alias> GetAlias(GetAliasRequest request, ServerCallContext context) =>
        (await serving.Aliases.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListAliasesResponse> ListAliases(ListAliasesRequest request, ServerCallContext context)
    {
        var page = await serving.Aliases.ListAsync(
            request.Parent, request.PageSize, request.PageToken, context.CancellationToken);
        return new ListAliasesResponse
        {
            Aliases = { page.Rows.Select(alias => alias.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.Alias> SetAlias(SetAliasRequest request, ServerCallContext context)
    {
        var alias = await serving.Aliases.SetAsync(
            request.Alias.Name, request.Alias.ModelVersion, request.ExpectedModelVersion, request.Alias.Etag,
            context.MutationOf(request), context.CancellationToken);
        return alias.ToProto();
    }

    public override async Task<Empty> DeleteAlias(DeleteAliasRequest request, ServerCallContext context)
    {
        await serving.Aliases.DeleteAsync(request.Name, request.Etag, context.MutationOf(request), context.CancellationToken);
        return new Empty();
    }

    public override async Task<ListAliasHistoryResponse> ListAliasHistory(
        ListAliasHistoryRequest request, ServerCallContext context)
    {
        var page = await serving.AliasHistory.ListAsync(
            request.Name, request.PageSize, request.PageToken, context.CancellationToken);
        return new ListAliasHistoryResponse
        {
            AliasMoves = { page.Rows.Select(move => move.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.Alias> RollbackAlias(RollbackAliasRequest request, ServerCallContext context)
    {
        var alias = await serving.Aliases.RollbackAsync(
            request.Name, request.ReadTime.ToTime("read_time"), request.ExpectedModelVersion, request.Etag,
            context.MutationOf(request), context.CancellationToken);
        return alias.ToProto();
    }

    public override async Task<LookUpAliasResponse> LookUpAlias(LookUpAliasRequest request, ServerCallContext context)
    {
        var move = await serving.AliasHistory.LookUpAsync(
            request.Name, request.ReadTime.ToTime("read_time"), context.CancellationToken);
        var proto = move?.ToProto();
        return new LookUpAliasResponse { ModelVersion = proto?.ModelVersion ?? "", AliasMove = proto };
    }
}

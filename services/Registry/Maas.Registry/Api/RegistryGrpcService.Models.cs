using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

/// <content>Models.</content>
internal sealed partial class RegistryGrpcService
{
    public override async Task<Proto.Model> GetModel(GetModelRequest request, ServerCallContext context) =>
        (await models.Catalog.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var page = await models.Catalog.ListAsync(
            request.Filter, request.OrderBy, request.ShowDeleted, request.PageSize, request.PageToken,
            context.CancellationToken);
        return new ListModelsResponse
        {
            Models = { page.Rows.Select(model => model.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.Model> CreateModel(CreateModelRequest request, ServerCallContext context)
    {
        var mutation = context.MutationOf(request, request.ValidateOnly);
        var values = request.Model.FromProto(request.ModelId);
        return (await models.Catalog.CreateAsync(values, mutation, context.CancellationToken)).ToProto();
    }

    public override async Task<Proto.Model> UpdateModel(UpdateModelRequest request, ServerCallContext context)
    {
        var values = request.Model.FromProto(id: "");
        var model = await models.Catalog.UpdateAsync(
            request.Model.Name, values, request.UpdateMask?.Paths, request.Model.Etag, context.MutationOf(request),
            context.CancellationToken);
        return model.ToProto();
    }

    public override async Task<Proto.Model> DeleteModel(DeleteModelRequest request, ServerCallContext context) =>
        (await models.States.DeleteAsync(request.Name, request.Etag, context.MutationOf(request), context.CancellationToken))
        .ToProto();

    public override async Task<Proto.Model> UndeleteModel(UndeleteModelRequest request, ServerCallContext context) =>
        (await models.States.UndeleteAsync(request.Name, context.MutationOf(request), context.CancellationToken)).ToProto();
}

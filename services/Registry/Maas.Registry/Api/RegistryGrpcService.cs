using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Hosting;
using Maas.Registry.Aliases;
using Maas.Registry.Artifacts;
using Maas.Registry.Changes;
using Maas.Registry.Deployments;
using Maas.Registry.Models;
using Maas.Registry.Versions;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

/// <summary>Speaks <c>maas.registry.v1.RegistryService</c>; every decision is taken in the domain.</summary>
internal sealed partial class RegistryGrpcService(
    ModelCatalog models, VersionCatalog versions, AliasBook aliases, DeploymentBoard deployments,
    ArtifactStore artifacts, ChangeLog changes) : RegistryService.RegistryServiceBase
{
    public override async Task<Proto.Model> GetModel(GetModelRequest request, ServerCallContext context) =>
        (await models.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var page = await models.ListAsync(request.PageSize, request.PageToken, context.CancellationToken);
        return new ListModelsResponse
        {
            Models = { page.Rows.Select(model => model.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.Model> CreateModel(CreateModelRequest request, ServerCallContext context)
    {
        var mutation = MutationOf(request, context, request.ValidateOnly);
        var values = request.Model.FromProto(request.ModelId);
        return (await models.CreateAsync(values, mutation, context.CancellationToken)).ToProto();
    }

    public override async Task<Proto.Model> UpdateModel(UpdateModelRequest request, ServerCallContext context)
    {
        var values = request.Model.FromProto(id: "");
        var model = await models.UpdateAsync(
            request.Model.Name, values, request.UpdateMask?.Paths, request.Model.Etag, MutationOf(request, context),
            context.CancellationToken);
        return model.ToProto();
    }

    public override async Task<Proto.ModelVersion> GetModelVersion(
        GetModelVersionRequest request, ServerCallContext context) =>
        (await versions.GetAsync(request.Name, context.CancellationToken)).ToProto();

    public override async Task<ListModelVersionsResponse> ListModelVersions(
        ListModelVersionsRequest request, ServerCallContext context)
    {
        var page = await versions.ListAsync(
            request.Parent, request.PageSize, request.PageToken, context.CancellationToken);
        return new ListModelVersionsResponse
        {
            ModelVersions = { page.Rows.Select(version => version.ToProto()) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<Proto.ModelVersion> CreateModelVersion(
        CreateModelVersionRequest request, ServerCallContext context)
    {
        var mutation = MutationOf(request, context, request.ValidateOnly);
        var values = request.ModelVersion.FromProto();
        return (await versions.CreateAsync(request.Parent, values, mutation, context.CancellationToken)).ToProto();
    }

    public override Task<FindMissingBlobsResponse> FindMissingBlobs(
        FindMissingBlobsRequest request, ServerCallContext context)
    {
        var missing = artifacts.FindMissing([.. request.Blobs.Select(blob => (blob.Sha256, blob.SizeBytes))]);
        return Task.FromResult(new FindMissingBlobsResponse
        {
            MissingBlobs = { missing.Select(blob => new BlobReference { Sha256 = blob.Sha256, SizeBytes = blob.SizeBytes }) },
        });
    }

    public override async Task Watch(
        WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        await foreach (var watched in changes.WatchAsync(request.StartRevision, context.CancellationToken))
        {
            await responseStream.WriteAsync(watched.ToProto(), context.CancellationToken);
        }
    }

    private static Mutation MutationOf(IMessage request, ServerCallContext context, bool validateOnly = false) =>
        new(context.Actor, context.RequestIdentityOf(request), validateOnly);
}

using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Inference.Protocol;

namespace Maas.Inference.Api;

/// <content>The extension <c>model_repository</c>.</content>
internal sealed partial class OpenInferenceService
{
    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context) =>
        Task.FromResult(RepositoryMapping.Read(catalog, control, onlyReady: request.Ready));

    public override async Task<RepositoryModelLoadResponse> RepositoryModelLoad(
        RepositoryModelLoadRequest request, ServerCallContext context)
    {
        RepositoryParameters.RequireForLoad(request.Parameters.Keys);
        var target = RepositoryTarget.Of(request.RepositoryName, request.ModelName);
        await control.LoadAsync(target.Model, context.CancellationToken);
        return target.Answer(RepositoryModelLoadResponse.Parser);
    }

    public override async Task<RepositoryModelUnloadResponse> RepositoryModelUnload(
        RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        RepositoryParameters.RequireForUnload(request.Parameters.Select(RepositoryMapping.ValueOf));
        var target = RepositoryTarget.Of(request.RepositoryName, request.ModelName);
        await control.UnloadAsync(target.Model, context.CancellationToken);
        return target.Answer(RepositoryModelUnloadResponse.Parser);
    }
}

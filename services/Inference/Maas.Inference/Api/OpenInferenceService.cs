using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Inference.Calls;
using Maas.Inference.Catalog;
using Maas.Inference.Protocol;
using Maas.Inference.Repository;

namespace Maas.Inference.Api;

/// <summary>The Open Inference Protocol v2 with Triton's extensions, as far as they are true here.</summary>
internal sealed partial class OpenInferenceService(
    ModelCatalog catalog, ServerState server, InferenceCalls calls, InferStream stream, CallStatistics statistics,
    ModelConfigs configs, IModelControl control)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = server.IsReady });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelReadyResponse { Ready = catalog.IsReady(request.Name, VersionNumber.Require(request.Version)) });

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse
        {
            Name = ServerState.Name,
            Version = ServerState.Version,
            Extensions = { server.Extensions },
        });

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(ServedVersion.Find(catalog, request.Name, request.Version).ToMetadata());

    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelConfigResponse
        {
            Config = configs.Of(ServedVersion.Find(catalog, request.Name, request.Version)),
        });

    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context) =>
        Task.FromResult(StatisticsMapping.Read(catalog, statistics, request.Name, request.Version));

    /// <summary>Gets the requests that are compressed; <see cref="Wire.InferExchange"/> gets the others.</summary>
    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        var answer = await calls.RunAsync(
            request.ToCall(request.ToParameters(), RoutingKey.Of(context), context.Deadline), TimingsHeader.TellerOf(context),
            context.CancellationToken);
        return answer.ToProto(request.Id);
    }

    public override Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requestStream, IServerStreamWriter<ModelStreamInferResponse> responseStream,
        ServerCallContext context) => stream.RunAsync(requestStream, responseStream, context);
}

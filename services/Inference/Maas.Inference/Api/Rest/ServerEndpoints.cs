using System.Net.Mime;
using Google.Protobuf;
using Maas.Hosting.Security;
using Maas.Inference.Calls;
using Maas.Inference.Catalog;
using Maas.Inference.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Maas.Inference.Api.Rest;

/// <summary>What can be read of the server and its models under <c>/v2</c>.</summary>
internal static class ServerEndpoints
{
    extension(IEndpointRouteBuilder app)
    {
        public void MapServer()
        {
            app.MapGet("/v2/health/live", () => Results.Json(new { live = true })).WithoutPermission();
            app.MapGet("/v2/health/ready", (ServerState server) => Ready(server.IsReady)).WithoutPermission();
            app.MapGet("/v2", (ServerState server) => Results.Json(new
            {
                name = ServerState.Name, version = ServerState.Version, extensions = server.Extensions,
            })).RequirePermission("inference.server.get");
            app.MapGet("/v2/models/stats", (ModelCatalog catalog, CallStatistics statistics) =>
                Json(StatisticsMapping.Read(catalog, statistics, "", ""))).RequirePermission("inference.statistics.get");
            app.MapModel("/v2/models/{model}");
            app.MapModel("/v2/models/{model}/versions/{version}");
        }

        private void MapModel(string path)
        {
            app.MapGet(path, (ModelCatalog catalog, string model, string? version) =>
                Json(ServedVersion.Find(catalog, model, version ?? "").ToMetadata())).RequirePermission("inference.models.get");
            app.MapGet($"{path}/config", (ModelCatalog catalog, ModelConfigs configs, string model, string? version) =>
                Json(configs.Of(ServedVersion.Find(catalog, model, version ?? "")))).RequirePermission("inference.models.get");
            app.MapGet($"{path}/stats", (ModelCatalog catalog, CallStatistics statistics, string model, string? version) =>
                Json(StatisticsMapping.Read(catalog, statistics, model, version ?? ""))).RequirePermission("inference.statistics.get");
            app.MapGet($"{path}/ready", (ModelCatalog catalog, string model, string? version) =>
                Ready(catalog.IsReady(model, VersionNumber.Require(version ?? "")))).RequirePermission("inference.models.get");
        }
    }

    // The protocol asks for 200 or a status of the 400s.
    private static IResult Ready(bool isReady) =>
        Results.Json(new { ready = isReady }, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);

    private static IResult Json(IMessage message) => Results.Text(PlainJson.Of(message).ToJsonString(), MediaTypeNames.Application.Json);
}

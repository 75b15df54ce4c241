using System.Net.Mime;
using System.Text.Json.Nodes;
using Maas.Hosting.Security;
using Maas.Inference.Catalog;
using Maas.Inference.Protocol;
using Maas.Inference.Repository;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Maas.Inference.Api.Rest;

/// <summary><c>POST /v2/repository/…</c>: the index, and models that are loaded and unloaded by call.</summary>
internal static class RepositoryEndpoints
{
    extension(IEndpointRouteBuilder app)
    {
        public void MapRepository()
        {
            app.MapPost("/v2/repository/index", IndexAsync).RequirePermission("inference.repository.list");
            app.MapPost("/v2/repository/models/{model}/load", LoadAsync).RequirePermission("inference.repository.load");
            app.MapPost("/v2/repository/models/{model}/unload", UnloadAsync).RequirePermission("inference.repository.unload");
        }
    }

    private static async Task<IResult> IndexAsync(HttpRequest request, ModelCatalog catalog, IModelControl control)
    {
        var body = await RepositoryBody.ReadAsync(request, request.HttpContext.RequestAborted);
        var index = RepositoryMapping.Read(catalog, control, body.OnlyReady);
        return Results.Text(new JsonArray([.. index.Models.Select(PlainJson.Of)]).ToJsonString(), MediaTypeNames.Application.Json);
    }

    private static async Task LoadAsync(HttpRequest request, IModelControl control, string model)
    {
        var body = await RepositoryBody.ReadAsync(request, request.HttpContext.RequestAborted);
        RepositoryParameters.RequireForLoad(body.Parameters.Select(parameter => parameter.Key));
        await control.LoadAsync(model, request.HttpContext.RequestAborted);
    }

    private static async Task UnloadAsync(HttpRequest request, IModelControl control, string model)
    {
        var body = await RepositoryBody.ReadAsync(request, request.HttpContext.RequestAborted);
        RepositoryParameters.RequireForUnload(body.Parameters);
        await control.UnloadAsync(model, request.HttpContext.RequestAborted);
    }
}

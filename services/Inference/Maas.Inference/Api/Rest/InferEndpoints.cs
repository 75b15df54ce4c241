using Maas.Hosting.Configuration;
using Maas.Hosting.Security;
using Maas.Inference.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Api.Rest;

/// <summary><c>POST /v2/models/{model}[/versions/{version}]/infer</c>.</summary>
internal static class InferEndpoints
{
    extension(IEndpointRouteBuilder app)
    {
        public void MapInfer()
        {
            app.MapPost("/v2/models/{model}/infer", InferAsync).RequirePermission("inference.predictions.predict");
            app.MapPost("/v2/models/{model}/versions/{version}/infer", InferAsync)
                .RequirePermission("inference.predictions.predict");
        }
    }

    private static async Task InferAsync(HttpContext context)
    {
        var calls = context.RequestServices.GetRequiredService<InferenceCalls>();
        var body = await InferBody.ReadAsync(context.Request, context.RequestAborted);
        var request = JsonInferReader.Read(body.Json);
        var call = new JsonInferCall(request, body.Binary).ToCall(
            (string)context.Request.RouteValues["model"]!, context.Request.RouteValues["version"] as string ?? "",
            RoutingKey.Of(context.Request.Headers));
        var answer = await calls.RunAsync(call, TimingsHeader.TellerOf(context), context.RequestAborted);
        var limit = context.RequestServices.GetRequiredService<HostingOptions>().MaxMessageBytes;
        await JsonInferWriter.WriteAsync(context.Response, request, answer, limit, context.RequestAborted);
    }
}

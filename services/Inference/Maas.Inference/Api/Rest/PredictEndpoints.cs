using System.Net.Mime;
using Google.Protobuf;
using Maas.Contracts.Inference.V1;
using Maas.Errors;
using Maas.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Api.Rest;

/// <summary><c>POST /v1/models/{model}[/versions/{version}]:predict</c>: Predict in the JSON form of protobuf.</summary>
internal static class PredictEndpoints
{
    extension(IEndpointRouteBuilder app)
    {
        public void MapPredict()
        {
            app.MapPost("/v1/models/{model}:predict", PredictAsync).RequirePermission("inference.predictions.predict");
            app.MapPost("/v1/models/{model}/versions/{version}:predict", PredictAsync)
                .RequirePermission("inference.predictions.predict");
        }
    }

    private static async Task PredictAsync(HttpContext context)
    {
        var api = context.RequestServices.GetRequiredService<PredictionApi>();
        InferBody.RequirePlain(context.Request);
        var request = Parse(await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted));
        request.Model = (string)context.Request.RouteValues["model"]!;
        request.ModelVersion = context.Request.RouteValues["version"] as string ?? request.ModelVersion;

        var response = await api.PredictAsync(
            request, RoutingKey.Of(context.Request.Headers), DateTime.MaxValue, TimingsHeader.TellerOf(context), context.RequestAborted);
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await context.Response.WriteAsync(JsonFormatter.Default.Format(response), context.RequestAborted);
    }

    private static PredictRequest Parse(string json)
    {
        try
        {
            return JsonParser.Default.Parse<PredictRequest>(json);
        }
        catch (IOException error) when (error is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw CommonErrors.InvalidField("body", $"Expected {{\"rows\": [{{\"name\": value, …}}, …]}}: {ErrorText.Short(error.Message, 500)}");
        }
    }
}

using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Maas.Contracts.Inference.V1;
using Maas.Errors;
using Maas.Hosting.Configuration;
using Maas.Hosting.Endpoints;
using Maas.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ErrorDetails = Google.Rpc.ErrorDetailsReflection;

namespace Maas.Inference.Api.Rest;

/// <summary>
/// <c>POST /v1/models/{model}[/versions/{version}]:predictStream</c>: PredictStream in the JSON form of protobuf, one message a
/// line both ways. A failure that ends the stream is the last line: an error without a row id.
/// </summary>
internal static class PredictStreamEndpoints
{
    // Errors hold their details as any kind of message.
    private static readonly JsonFormatter Formatter = new(
        JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetails.Descriptor)));

    extension(IEndpointRouteBuilder app)
    {
        public void MapPredictStream()
        {
            app.MapPost("/v1/models/{model}:predictStream", PredictAsync)
                .RequirePermission("inference.predictions.predict").AsStream();
            app.MapPost("/v1/models/{model}/versions/{version}:predictStream", PredictAsync)
                .RequirePermission("inference.predictions.predict").AsStream();
        }
    }

    private static async Task PredictAsync(HttpContext context)
    {
        var stream = context.RequestServices.GetRequiredService<PredictionStream>();
        InferBody.RequirePlain(context.Request);
        RequireLines(context.Request);
        var model = (string)context.Request.RouteValues["model"]!;
        var version = context.Request.RouteValues["version"] as string ?? "";
        stream.RequireServed(model, version);

        context.Response.ContentType = JsonLines.ContentType;
        await context.StartStreamAsync();
        try
        {
            await stream.RunAsync(
                new PredictionTarget(model, version, RoutingKey.Of(context.Request.Headers), DateTime.MaxValue),
                ReadAsync(context, context.RequestAborted), (answer, stop) => WriteAsync(context, answer, stop), context.RequestAborted);
        }
        catch (Exception failure)
        {
            await TellAsync(context, failure);
        }
    }

    private static async IAsyncEnumerable<StreamedRow> ReadAsync(
        HttpContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var limit = context.RequestServices.GetRequiredService<HostingOptions>().MaxMessageBytes;
        var row = 0L;
        await foreach (var (number, text) in JsonLines.ReadAsync(context.Request.BodyReader, limit, cancellationToken))
        {
            yield return Parse(row++, number, text);
        }
    }

    private static StreamedRow Parse(long row, long line, string text)
    {
        try
        {
            return new StreamedRow(row, JsonParser.Default.Parse<PredictStreamRequest>(text));
        }
        catch (IOException error) when (error is InvalidProtocolBufferException or InvalidJsonException)
        {
            return new StreamedRow(row, new PredictStreamRequest(), CommonErrors.InvalidField(
                $"line {line}", $"Expected {{\"rowId\": text, \"row\": {{\"name\": value, …}}}}: {ErrorText.Short(error.Message, 500)}"));
        }
    }

    private static async Task WriteAsync(HttpContext context, PredictStreamResponse answer, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync($"{Formatter.Format(answer)}\n", cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }

    private static async Task TellAsync(HttpContext context, Exception failure)
    {
        // Whoever went away is not told.
        if (context.StatusOf(failure) is { Code: not (int)MaasErrorCode.Cancelled } status)
        {
            await WriteAsync(context, new PredictStreamResponse { Error = status }, CancellationToken.None);
        }
    }

    private static void RequireLines(HttpRequest request)
    {
        if (request.ContentType?.Split(';')[0].Trim().Equals(JsonLines.ContentType, StringComparison.OrdinalIgnoreCase) != true)
        {
            throw CommonErrors.InvalidField(
                "content-type", $"Expected {JsonLines.ContentType}, one JSON object a line; got '{ErrorText.Short(request.ContentType ?? "")}'.");
        }
    }
}

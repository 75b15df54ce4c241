using Maas.Errors;
using Maas.Hosting.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using RpcStatus = Google.Rpc.Status;

namespace Maas.Hosting.Endpoints;

/// <summary>Marks an HTTP endpoint whose requests last as long as the caller likes.</summary>
internal sealed record HttpStreamMetadata;

/// <summary>What HTTP endpoints need that read and write message by message, as streams do on gRPC.</summary>
public static class HttpStreams
{
    extension<TBuilder>(TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        /// <summary>Has the endpoint's requests aborted when the host goes down; other requests are waited for.</summary>
        public TBuilder AsStream() => endpoint.WithMetadata(new HttpStreamMetadata());
    }

    extension(HttpContext context)
    {
        /// <summary>
        /// Takes a body of any size at any rate, and sends the headers, so that the caller hears of answers while it still
        /// sends. The endpoint bounds each message itself, and tells failures in the stream from here on.
        /// </summary>
        public Task StartStreamAsync()
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = null;
            }

            if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            {
                rate.MinDataRate = null;
            }

            if (HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                // The rest of a body whose answer ended early is of no use: callers that hear this stop sending it.
                context.Response.Headers.Connection = "close";
            }

            return context.Response.StartAsync(context.RequestAborted);
        }

        /// <summary>What the caller of a stream is told of the failure that ended it; what it is not told is logged.</summary>
        public RpcStatus StatusOf(Exception failure) => failure is BadHttpRequestException bad
            ? RichStatus.Of(CommonErrors.InvalidField("body", bad.Message))
            : context.RequestServices.GetRequiredService<CallFailures>().Tell(
                failure, $"{context.Request.Method} {context.Request.Path}", context, DateTime.MaxValue,
                context.RequestAborted.IsCancellationRequested);
    }
}

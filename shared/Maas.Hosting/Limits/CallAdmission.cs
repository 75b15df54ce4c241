using System.Globalization;
using Grpc.Core;
using Maas.Hosting.Configuration;
using Maas.Hosting.Draining;
using Maas.Hosting.Endpoints;
using Maas.Hosting.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting.Limits;

/// <summary>
/// Lets a call in unless the host goes down or has too many; gives unary calls a deadline and ends streams when
/// the host goes down. Thread-safe.
/// </summary>
internal sealed class CallAdmission(RequestDelegate next, HostingOptions options, OpenCalls calls, DrainState drain)
{
    private readonly string _defaultTimeout =
        $"{((long)options.DefaultDeadline.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)}m";

    public Task InvokeAsync(HttpContext context)
    {
        // Probes and metrics are answered until the very end.
        if (context.GetEndpoint() is not { } endpoint
            || EndpointRules.Of(endpoint) is not { Listener: not HostListener.Metrics } rules)
        {
            return next(context);
        }

        if (calls.TryEnter() is { } refusal)
        {
            return rules.Listener == HostListener.Grpc
                ? GrpcRefusal.WriteAsync(context, refusal)
                : HttpFailure.WriteAsync(context, refusal);
        }

        if (rules.MethodType is not null)
        {
            context.LetMessagesLimitTheBody();
        }

        if (rules.MethodType == MethodType.Unary && !context.Request.Headers.ContainsKey("grpc-timeout"))
        {
            context.Request.Headers["grpc-timeout"] = _defaultTimeout;
        }

        return rules.IsStreaming ? RunStreamAsync(context) : RunAsync(context);
    }

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            calls.Leave();
        }
    }

    private async Task RunStreamAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, drain.Cut);
        context.RequestAborted = either.Token;
        await RunAsync(context);
    }
}

/// <summary>Puts the limits of calls into a host.</summary>
internal static class LimitsRegistration
{
    extension(HttpContext context)
    {
        /// <summary>
        /// gRPC reads the length of a message before the message and answers with a status when it is too much; the limit of the body would
        /// cut in before and leave the caller without one.
        /// </summary>
        public void LetMessagesLimitTheBody()
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
            {
                body.MaxRequestBodySize = null;
            }
        }
    }

    extension(WebApplicationBuilder builder)
    {
        public void AddCallLimits(HostingOptions options) => builder.Services.AddSingleton(options).AddSingleton<OpenCalls>();
    }
}

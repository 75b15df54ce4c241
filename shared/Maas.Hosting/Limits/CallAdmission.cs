using System.Globalization;
using Grpc.Core;
using Maas.Errors;
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
internal sealed class CallAdmission(RequestDelegate next, HostingOptions options, DrainState drain)
{
    private readonly string _defaultTimeout =
        $"{((long)options.DefaultDeadline.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)}m";

    private int _openCalls;

    public Task InvokeAsync(HttpContext context)
    {
        // Probes and metrics are answered until the very end.
        if (context.GetEndpoint() is not { } endpoint
            || EndpointRules.Of(endpoint) is not { Listener: not HostListener.Metrics } rules)
        {
            return next(context);
        }

        if (drain.IsCutting)
        {
            return RefuseAsync(context, rules, HostErrors.ShuttingDown());
        }

        if (Interlocked.Increment(ref _openCalls) > options.MaxConcurrentCalls)
        {
            Interlocked.Decrement(ref _openCalls);
            return RefuseAsync(context, rules, HostErrors.TooManyCalls(options.MaxConcurrentCalls));
        }

        if (rules.MethodType is not null && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            // gRPC reads the length of a message before the message and answers with a status when it is too much;
            // the limit of the body would cut in before and leave the caller without one.
            body.MaxRequestBodySize = null;
        }

        if (rules is { MethodType: MethodType.Unary, IsDirect: false } && !context.Request.Headers.ContainsKey("grpc-timeout"))
        {
            context.Request.Headers["grpc-timeout"] = _defaultTimeout;
        }

        return rules.IsStreaming ? RunStreamAsync(context) : RunAsync(context);
    }

    private static Task RefuseAsync(HttpContext context, EndpointRules rules, MaasException failure) =>
        rules.Listener == HostListener.Grpc
            ? GrpcRefusal.WriteAsync(context, failure)
            : HttpFailure.WriteAsync(context, failure);

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _openCalls);
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
    extension(WebApplicationBuilder builder)
    {
        public void AddCallLimits(HostingOptions options) => builder.Services.AddSingleton(options);
    }
}

using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Endpoints;

/// <summary>Lets a request through only on the port that serves its endpoint. Thread-safe.</summary>
internal sealed class ListenerGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // A server in memory has no ports to tell apart.
        if (context.GetEndpoint() is not { } endpoint || context.Features.Get<ListenerFeature>() is not { } listener)
        {
            return next(context);
        }

        if (EndpointRules.Of(endpoint).Listener == listener.Listener)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}

using Maas.Hosting.Endpoints;
using Maas.Hosting.Security;
using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Direct;

/// <summary>Methods that are found by their path alone. Filled before the host starts, then read by many threads.</summary>
internal sealed class DirectRoutes
{
    private readonly Dictionary<string, Endpoint> _endpoints = new(StringComparer.Ordinal);

    /// <summary>Adds a method.</summary>
    /// <exception cref="Configuration.HostRefusedException">Nobody said who may call it.</exception>
    public void Add(string path, Endpoint endpoint)
    {
        EndpointRules.Of(endpoint);
        _endpoints.Add(path, endpoint);
    }

    /// <summary>The method that a request is for; null when routing shall find out, and the framework serve it.</summary>
    public Endpoint? Find(HttpRequest request) =>
        _endpoints.Count > 0
        && request.Path.Value is { } path
        && _endpoints.TryGetValue(path, out var endpoint)
        && HttpMethods.IsPost(request.Method)
        && HttpProtocol.IsHttp2(request.Protocol)
        && request.ContentType is "application/grpc" or "application/grpc+proto"
        && (request.Headers["grpc-encoding"] is { Count: 0 } or ["identity"])
            ? endpoint
            : null;
}

/// <summary>
/// Finds the few methods whose cost matters without looking at all routes, and takes them past what the others need. Thread-safe.
/// </summary>
internal sealed class DirectRouting(RequestDelegate next, DirectRoutes routes, TokenSource tokens)
{
    private readonly RequestDelegate _serve =
        new ListenerGate(new AuthorizationGate(context => context.GetEndpoint()!.RequestDelegate!(context), tokens).InvokeAsync).InvokeAsync;

    public Task InvokeAsync(HttpContext context)
    {
        if (routes.Find(context.Request) is not { } endpoint)
        {
            return next(context);
        }

        context.SetEndpoint(endpoint);
        return _serve(context);
    }
}

using Maas.Hosting.Endpoints;
using Maas.Hosting.Errors;
using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Security;

/// <summary>Lets a call through only when its bearer token grants the permission of its endpoint. Thread-safe.</summary>
/// <remarks>Runs before a message is read, so strangers cannot make the host take large ones.</remarks>
internal sealed class AuthorizationGate(RequestDelegate next, TokenSource tokens)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (tokens.Table is not { } table || context.GetEndpoint() is not { } endpoint)
        {
            return next(context);
        }

        var rules = EndpointRules.Of(endpoint);
        var caller = Find(table, context.Request);
        if (caller is not null)
        {
            context.User = caller.Principal;
        }

        if (rules.Permission is not { } permission || caller?.May(permission) == true)
        {
            return next(context);
        }

        var failure = caller is null ? HostErrors.Unauthenticated() : HostErrors.PermissionDenied(permission);
        return rules.Listener == HostListener.Grpc
            ? GrpcRefusal.WriteAsync(context, failure)
            : HttpFailure.WriteAsync(context, failure);
    }

    private static Caller? Find(TokenTable table, HttpRequest request)
    {
        var header = request.Headers.Authorization;
        return header.Count == 1 && header[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? table.Find(value.AsSpan(Scheme.Length).Trim())
            : null;
    }
}

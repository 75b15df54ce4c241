using System.Runtime.CompilerServices;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Maas.Hosting.Configuration;
using Maas.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Maas.Hosting.Endpoints;

/// <summary>What the host must know of an endpoint to let a request through, found once.</summary>
/// <param name="Listener">The port it is served on.</param>
/// <param name="Permission">What a caller needs; null when everybody may.</param>
/// <param name="MethodType">Kind of gRPC call; null when it is not gRPC, or an unknown method.</param>
/// <param name="IsHttpStream">Whether it is an HTTP endpoint whose requests last as long as the caller likes.</param>
internal sealed record EndpointRules(
    HostListener Listener, string? Permission, MethodType? MethodType, bool IsHttpStream = false)
{
    // Weak: endpoints go with their host, of which a process may see many.
    private static readonly ConditionalWeakTable<Endpoint, EndpointRules> Known = [];

    /// <summary>Whether messages may go on coming or going after the first.</summary>
    public bool IsStreaming => IsHttpStream || MethodType is not (null or global::Grpc.Core.MethodType.Unary);

    /// <summary>Rules of an endpoint. Thread-safe; allocates the first time alone.</summary>
    public static EndpointRules Of(Endpoint endpoint) =>
        Known.TryGetValue(endpoint, out var rules) ? rules : Known.GetValue(endpoint, Read);

    /// <exception cref="HostRefusedException">Nobody said who may call it.</exception>
    private static EndpointRules Read(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } grpc)
        {
            return new EndpointRules(HostListener.Grpc, MethodPermissions.Of(grpc.Method), grpc.Method.Type);
        }

        // What answers UNIMPLEMENTED to methods that nobody mapped carries no metadata.
        if (endpoint.DisplayName?.StartsWith("gRPC - Unimplemented", StringComparison.Ordinal) == true)
        {
            return new EndpointRules(HostListener.Grpc, Permission: null, MethodType: null);
        }

        // Routing's own answers, like 405 to a path that knows other methods, are no routes and carry no metadata.
        if (endpoint is not RouteEndpoint)
        {
            return new EndpointRules(HostListener.Http, Permission: null, MethodType: null);
        }

        var permission = endpoint.Metadata.GetMetadata<PermissionMetadata>() ?? throw new HostRefusedException(
            $"the endpoint '{endpoint.DisplayName}' has no permission. Call RequirePermission or WithoutPermission where it is mapped.");
        var listener = endpoint.Metadata.GetMetadata<ListenerMetadata>()?.Listener ?? HostListener.Http;
        return new EndpointRules(
            listener, permission.Permission, MethodType: null,
            IsHttpStream: endpoint.Metadata.GetMetadata<HttpStreamMetadata>() is not null);
    }
}

/// <summary>Checks at start what would otherwise fail at the first request.</summary>
internal static class EndpointRulesCheck
{
    extension(WebApplication app)
    {
        /// <exception cref="HostRefusedException">Nobody said who may call an endpoint.</exception>
        public void RequireRulesOnEveryEndpoint()
        {
            foreach (var endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints))
            {
                EndpointRules.Of(endpoint);
            }
        }
    }
}

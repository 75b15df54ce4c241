using Grpc.AspNetCore.Server;
using Grpc.Core;
using Maas.Hosting.Configuration;
using Maas.Hosting.Errors;
using Maas.Hosting.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting.Direct;

/// <summary>Serves methods on the server's own buffers.</summary>
public static class DirectRegistration
{
    extension(WebApplication app)
    {
        /// <summary>
        /// Serves a unary method of a service that is mapped too: the service gets the calls whose messages are compressed.
        /// </summary>
        /// <typeparam name="TService">The service.</typeparam>
        /// <param name="service">Full name of the service.</param>
        /// <param name="method">Name of the method.</param>
        /// <param name="take">Gives what answers one call. Thread-safe.</param>
        public void MapDirect<TService>(string service, string method, Func<IDirectCall> take)
        {
            var name = new MethodName(service, method);
            var direct = new DirectMethod(
                name.FullName, take, app.Services.GetRequiredService<OpenCalls>(), app.Services.GetRequiredService<HostingOptions>(),
                app.Services.GetRequiredService<CallFailures>(), app.Services.GetRequiredService<TimeProvider>());
            app.Services.GetRequiredService<DirectRoutes>().Add(name.FullName, new RouteEndpoint(
                direct.InvokeAsync, RoutePatternFactory.Parse(name.FullName), order: 0,
                new EndpointMetadataCollection(new GrpcMethodMetadata(typeof(TService), name), NoHttpMetrics.Instance), $"direct {name.FullName}"));
        }
    }

    private sealed record MethodName(string ServiceName, string Name) : IMethod
    {
        public MethodType Type => MethodType.Unary;

        public string FullName { get; } = $"/{ServiceName}/{Name}";
    }
}

/// <summary>Keeps a method out of the server's histogram of requests: what is worth counting of its calls, it counts itself.</summary>
internal sealed class NoHttpMetrics : IDisableHttpMetricsMetadata
{
    public static NoHttpMetrics Instance { get; } = new();
}

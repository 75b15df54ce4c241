using Maas.Hosting;
using Maas.Hosting.Limits;
using Maas.Inference.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Maas.Inference;

/// <summary>The Inference service, ready to be put into a host.</summary>
public sealed class InferenceModule : IServiceModule
{
    /// <inheritdoc/>
    public static string Name => "Inference";

    /// <inheritdoc/>
    public static ServicePorts Ports { get; } = new(Grpc: 8001, Metrics: 8002, Http: 8000);

    /// <inheritdoc/>
    public static void AddServices(WebApplicationBuilder builder)
    {
        builder.Services.AddModels(builder.Configuration);
        builder.AddProtocols();
        builder.Services.AddWideConnectionBuffers();
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            // It makes an activity and a scope for every request as long as it may log anything, also when nobody collects traces.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }
    }

    /// <inheritdoc/>
    public static void MapEndpoints(WebApplication app) => app.MapProtocols();
}

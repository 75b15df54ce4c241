using Maas.Hosting;
using Maas.Inference.Api;
using Microsoft.AspNetCore.Builder;

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
    }

    /// <inheritdoc/>
    public static void MapEndpoints(WebApplication app) => app.MapProtocols();
}

using Maas.Hosting;
using Maas.Hosting.Limits;
using Maas.Registry.Api;
using Maas.Storage.Blobs;
using Maas.Storage.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Registry;

/// <summary>The Registry service, ready to be put into a host.</summary>
public sealed class RegistryModule : IServiceModule
{
    /// <inheritdoc/>
    public static string Name => "Registry";

    /// <inheritdoc/>
    public static ServicePorts Ports { get; } = new(Grpc: 5101, Metrics: 5111);

    /// <inheritdoc/>
    public static void AddServices(WebApplicationBuilder builder)
    {
        builder.Services.AddRegistry();
        builder.Services.AddWideConnectionBuffers();
        builder.Services.AddWideStreamWindows();
    }

    /// <inheritdoc/>
    /// <remarks>Opens the database and the blobs, so that a folder that cannot be used stops the start.</remarks>
    public static void MapEndpoints(WebApplication app)
    {
        app.Services.GetRequiredService<RelationalDatabase>();
        app.Services.GetRequiredService<BlobStore>();
        app.MapGrpcService<RegistryGrpcService>();
        app.MapGrpcService<MaintenanceGrpcService>();
        app.MapGrpcService<ByteStreamGrpcService>();
    }
}

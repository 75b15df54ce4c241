using Maas.Hosting;
using Microsoft.AspNetCore.Builder;

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
    }

    /// <inheritdoc/>
    public static void MapEndpoints(WebApplication app)
    {
    }
}

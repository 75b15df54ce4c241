using Maas.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Maas.Monitoring;

/// <summary>The Monitoring service, ready to be put into a host.</summary>
public sealed class MonitoringModule : IServiceModule
{
    /// <inheritdoc/>
    public static string Name => "Monitoring";

    /// <inheritdoc/>
    public static ServicePorts Ports { get; } = new(Grpc: 5104, Metrics: 5114);

    /// <inheritdoc/>
    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    /// <inheritdoc/>
    public static void MapEndpoints(WebApplication app)
    {
    }
}

using Maas.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Maas.Training;

/// <summary>The Training service, ready to be put into a host.</summary>
public sealed class TrainingModule : IServiceModule
{
    /// <inheritdoc/>
    public static string Name => "Training";

    /// <inheritdoc/>
    public static ServicePorts Ports { get; } = new(Grpc: 5102, Metrics: 5112);

    /// <inheritdoc/>
    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    /// <inheritdoc/>
    public static void MapEndpoints(WebApplication app)
    {
    }
}

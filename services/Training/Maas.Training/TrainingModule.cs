using Maas.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Maas.Training;

/// <summary>The Training service, ready to be put into a host.</summary>
public sealed class TrainingModule : IServiceModule
{
    /// <inheritdoc/>
    public static string Name => "Training";

    /// <inheritdoc/>
    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    /// <inheritdoc/>
    public static void MapEndpoints(WebApplication app)
    {
    }
}

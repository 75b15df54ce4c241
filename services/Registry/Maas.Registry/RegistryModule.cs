using Maas.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Maas.Registry;

/// <summary>The Registry service, ready to be put into a host.</summary>
public sealed class RegistryModule : IServiceModule
{
    /// <inheritdoc/>
    public static string Name => "Registry";

    /// <inheritdoc/>
    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    /// <inheritdoc/>
    public static void MapEndpoints(WebApplication app)
    {
    }
}

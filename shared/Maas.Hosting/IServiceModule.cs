using Microsoft.AspNetCore.Builder;

namespace Maas.Hosting;

/// <summary>One service, ready to be put into a host: alone, or beside the other three.</summary>
public interface IServiceModule
{
    /// <summary>Name of the service in one word, e.g. <c>Registry</c>; its settings are in section <c>Maas:Registry</c>.</summary>
    static abstract string Name { get; }

    /// <summary>Where it listens unless told otherwise.</summary>
    static abstract ServicePorts Ports { get; }

    /// <summary>Adds what the service needs to the container.</summary>
    static abstract void AddServices(WebApplicationBuilder builder);

    /// <summary>Maps its gRPC services and HTTP endpoints.</summary>
    static abstract void MapEndpoints(WebApplication app);
}

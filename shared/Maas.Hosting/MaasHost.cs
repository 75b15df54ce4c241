using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting;

/// <summary>Makes a host out of a service, with the defaults that all of them share.</summary>
public static class MaasHost
{
    /// <summary>Builds the host of one service; the caller starts and stops it.</summary>
    public static WebApplication Build<TModule>(string[] args)
        where TModule : IServiceModule
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddGrpc();
        TModule.AddServices(builder);
        var app = builder.Build();
        TModule.MapEndpoints(app);
        return app;
    }

    /// <summary>Runs the host of one service until it is told to stop.</summary>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync<TModule>(string[] args)
        where TModule : IServiceModule
    {
        await using var app = Build<TModule>(args);
        await app.RunAsync();
        return 0;
    }
}

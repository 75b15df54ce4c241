using Maas.Hosting.Configuration;
using Maas.Hosting.Direct;
using Maas.Hosting.Draining;
using Maas.Hosting.Endpoints;
using Maas.Hosting.Errors;
using Maas.Hosting.Health;
using Maas.Hosting.Limits;
using Maas.Hosting.Security;
using Maas.Hosting.Telemetry;
using Maas.Hosting.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Maas.Hosting;

/// <summary>Makes a host out of a service, with the defaults that all of them share.</summary>
public static class MaasHost
{
    /// <summary>Builds the host of one service; the caller starts and stops it.</summary>
    /// <param name="args">Switches and settings; see <see cref="HostArguments"/>.</param>
    /// <param name="configure">Runs after the service has added its own, so it may replace them.</param>
    /// <exception cref="HostRefusedException">The settings cannot work, or would be unsafe.</exception>
    public static WebApplication Build<TModule>(string[] args, Action<WebApplicationBuilder>? configure = null)
        where TModule : IServiceModule
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Files are not watched: settings are read once, and a watch per host exhausts inotify.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddHostSettings(args);
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = provider.ValidateScopes = true);
        var options = builder.AddHostingOptions();

        builder.AddListeners(TModule.Name, TModule.Ports, options);
        builder.AddTelemetry(TModule.Name);
        builder.AddSecurity(options);
        builder.AddDraining(options);
        builder.AddHealth();
        builder.AddCallLimits(options);
        builder.AddErrors();
        builder.Services.AddSingleton<DirectRoutes>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ValidationInterceptor>();
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxMessageBytes;
            grpc.MaxSendMessageSize = options.MaxMessageBytes;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<ValidationInterceptor>();
        });
        TModule.AddServices(builder);
        configure?.Invoke(builder);

        var app = builder.Build();
        if (options.MaxConnectionAge > TimeSpan.Zero)
        {
            app.UseMiddleware<ConnectionAgeing>();
        }

        app.UseMiddleware<DirectRouting>();
        app.UseRouting();
        app.UseMiddleware<HttpErrorMiddleware>();
        app.UseMiddleware<ListenerGate>();
        app.UseMiddleware<CallAdmission>();
        app.UseMiddleware<AuthorizationGate>();
        app.UseMiddleware<UnreadableMessageGate>();
        app.MapGrpcReflectionService();
        app.MapHealth();
        app.MapMetrics();
        TModule.MapEndpoints(app);
        app.RequireRulesOnEveryEndpoint();
        return app;
    }

    /// <summary>Starts a host that <see cref="Build"/> made.</summary>
    /// <exception cref="HostRefusedException">A port is taken; the message says which, and which setting names it.</exception>
    public static async Task StartAsync<TModule>(WebApplication app, CancellationToken cancellationToken)
        where TModule : IServiceModule
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw ListenAddress.Taken(app.Configuration, TModule.Name, TModule.Ports, exception);
        }
    }

    /// <summary>Runs the host of one service until it is told to stop.</summary>
    /// <returns>The exit code of the process: 0 after an orderly stop, 1 when it would not start.</returns>
    public static async Task<int> RunAsync<TModule>(string[] args)
        where TModule : IServiceModule
    {
        if (HostArguments.AsksForHelp(args))
        {
            await Console.Out.WriteLineAsync(HostArguments.Usage(TModule.Name, TModule.Ports));
            return 0;
        }

        try
        {
            await using var app = Build<TModule>(args);
            await StartAsync<TModule>(app, CancellationToken.None);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception exception) when (StartFailure.Describe(exception) is { } sentence)
        {
            await Console.Error.WriteLineAsync($"Maas {TModule.Name} does not start: {sentence}");
            return 1;
        }
    }
}

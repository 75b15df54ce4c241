using Maas.Console.Assets;
using Maas.Console.Connections;
using Maas.Console.Layout;
using Maas.Console.Security;
using Maas.Hosting;
using Maas.Hosting.Connections;
using Maas.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor.Services;

namespace Maas.Console;

/// <summary>
/// The web console, ready to be put into a host. It shows what the services tell, with the rights of whoever looks: it keeps nothing
/// and decides nothing.
/// </summary>
public sealed class ConsoleModule : IServiceModule
{
    // What a page needs at most; a browser sends clicks and texts, no files.
    private const int MaxMessageFromBrowserBytes = 64 << 10;
    private const int MaxAbandonedPages = 20;

    /// <summary>The services it asks.</summary>
    public static IReadOnlyList<string> Services { get; } =
        [ServiceConnections.Registry, ServiceConnections.Training, ServiceConnections.Inference, ServiceConnections.Monitoring];

    /// <inheritdoc/>
    public static string Name => "Console";

    /// <inheritdoc/>
    public static ServicePorts Ports { get; } = new(Grpc: 5105, Metrics: 5115, Http: 5180);

    /// <inheritdoc/>
    public static void AddServices(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ConsoleOptions>().BindConfiguration(ConsoleOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsValidator>();

        foreach (var service in Services)
        {
            services.AddCallersConnection(service);
        }

        services.AddScoped<ServiceCalls>();
        services.AddScoped<TokenCheck>();
        services.AddSingleton<PageClock>();
        services.AddConsoleSecurity();
        services.AddMudServices();
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            circuit.DisconnectedCircuitMaxRetained = MaxAbandonedPages;
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1);
        }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = MaxMessageFromBrowserBytes);
    }

    /// <inheritdoc/>
    public static void MapEndpoints(WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // Only where nothing stands: a page or a socket that refuses has answered.
            context.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled &= context.GetEndpoint() is null;
            return next(context);
        });
        app.UseConsoleSecurity();
        app.MapEmbeddedAssets();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null)
            .WithMetadata(new ConsolePage())
            .WithoutPermission();
    }
}

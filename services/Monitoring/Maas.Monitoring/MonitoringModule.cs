using Maas.Hosting;
using Maas.Hosting.Connections;
using Maas.Monitoring.Alerts;
using Maas.Monitoring.Api;
using Maas.Monitoring.Baselines;
using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Outcomes;
using Maas.Monitoring.Payloads;
using Maas.Monitoring.Windows;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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
        var services = builder.Services;
        services.AddOptions<MonitoringOptions>()
            .BindConfiguration(MonitoringOptions.Section)
            .PostConfigure<IConfiguration>((options, configuration) =>
            {
                if (options.DataPath.Length == 0 && configuration["Maas:DataPath"] is { Length: > 0 } data)
                {
                    options.DataPath = Path.Combine(data, "monitoring");
                }
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<MonitoringOptions>, MonitoringOptionsValidator>();

        services.AddSingleton<MonitoringDatabase>();
        services.AddHostedService(provider => provider.GetRequiredService<MonitoringDatabase>());
        services.AddSingleton<MonitoringMetrics>();
        services.AddSingleton<MonitorStore>();
        services.AddSingleton<MetricsReader>();
        services.AddSingleton<BatchIngestor>();
        services.AddSingleton<BaselineStore>();
        services.AddSingleton<PendingSamples>();
        services.AddSingleton<OutcomeRecorder>();
        services.AddSingleton<PredictionLimit>();
        services.AddSingleton<PayloadReader>();
        services.AddSingleton<WindowFolding>();
        services.AddHostedService<RegistryDeploymentWatcher>();
        services.AddSingleton<IBaselineSource, RegistryBaselineSource>();
        services.AddConnection(ServiceConnections.Registry);
        services.AddSingleton<BaselineCollector>();
        services.AddHostedService(provider => provider.GetRequiredService<BaselineCollector>());
        services.AddSingleton<RetentionSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<RetentionSweep>());
        services.AddAlerts();
    }

    /// <inheritdoc/>
    public static void MapEndpoints(WebApplication app)
    {
        app.MapGrpcService<MonitoringGrpcService>();
        app.MapGrpcService<AlertGrpcService>();
    }
}

using Maas.Client;
using Maas.Hosting.Connections;
using Maas.Inference.Deployments;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Sampling;

/// <summary>Puts into a host what tells Monitoring of the traffic.</summary>
internal static class SamplingRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddSampling()
        {
            var services = builder.Services;
            services.AddOptions<SamplingOptions>().BindConfiguration(SamplingOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<SamplingOptions>, SamplingOptionsValidator>();
            services.AddSingleton<SamplingMetrics>();
            services.AddSingleton<ObservationBuffer>();
            services.AddSingleton<HeldVersions>();
            services.AddSingleton<PendingBatches>();
            if (KnowsMonitoring(builder.Configuration))
            {
                services.AddConnection(ServiceConnections.Monitoring);
                services.AddSingleton<IObservationSink>(provider => new MonitoringSink(
                    provider.GetRequiredKeyedService<MaasChannel>(ServiceConnections.Monitoring),
                    ReplicaOf(builder, provider),
                    provider.GetRequiredService<IOptions<SamplingOptions>>(),
                    provider.GetRequiredService<TimeProvider>()));
                services.AddHostedService<ObservationShipper>();
            }
        }
    }

    // A server on a folder of models stands alone, unless it is told where Monitoring is.
    private static bool KnowsMonitoring(IConfiguration configuration) =>
        ServiceConnections.IsTold(configuration, ServiceConnections.Monitoring)
        || configuration[$"{InferenceOptions.Section}:{nameof(InferenceOptions.ModelRepository)}"] is not { Length: > 0 };

    private static string ReplicaOf(WebApplicationBuilder builder, IServiceProvider provider) => ReplicaName.Of(
        provider.GetRequiredService<IOptions<InferenceOptions>>().Value.Replica,
        Path.Combine(Path.GetFullPath(builder.Configuration["Maas:DataPath"]!), "inference")).Value;
}

using Maas.Client;
using Maas.Inference.Deployments;
using Microsoft.AspNetCore.Builder;
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
            services.AddSingleton<ObservationBuffer>();
            if (AddressOf(builder) is { } address)
            {
                services.AddKeyedSingleton("monitoring", (provider, _) => MaasChannel.Create(
                    new MaasClientOptions
                    {
                        Address = address,
                        Token = builder.Configuration["Maas:Services:Token"],
                        CaCertificatePath = builder.Configuration["Maas:Services:CaCertificatePath"],
                    },
                    provider.GetRequiredService<TimeProvider>()));
                services.AddSingleton<IObservationSink>(provider => new MonitoringSink(
                    provider.GetRequiredKeyedService<MaasChannel>("monitoring"),
                    ReplicaOf(builder, provider),
                    provider.GetRequiredService<IOptions<SamplingOptions>>(),
                    provider.GetRequiredService<TimeProvider>()));
                services.AddHostedService<ObservationShipper>();
            }
        }
    }

    // A server on a folder of models stands alone, unless it is told where Monitoring is.
    private static Uri? AddressOf(WebApplicationBuilder builder)
    {
        if (builder.Configuration["Maas:Services:Monitoring"] is { Length: > 0 } address)
        {
            return new Uri(address);
        }

        return builder.Configuration[$"{InferenceOptions.Section}:{nameof(InferenceOptions.ModelRepository)}"] is { Length: > 0 }
            ? null
            : new Uri("http://127.0.0.1:5104");
    }

    private static string ReplicaOf(WebApplicationBuilder builder, IServiceProvider provider) => ReplicaName.Of(
        provider.GetRequiredService<IOptions<InferenceOptions>>().Value.Replica,
        Path.Combine(Path.GetFullPath(builder.Configuration["Maas:DataPath"]!), "inference")).Value;
}

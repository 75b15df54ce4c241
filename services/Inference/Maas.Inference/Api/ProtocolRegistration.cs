using Maas.Inference.Api.Rest;
using Maas.Inference.Calls;
using Maas.Inference.Catalog;
using Maas.Inference.Predictions;
using Maas.Inference.Sampling;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Api;

/// <summary>Puts the protocol side of Inference into a host: what callers see, and what Monitoring is told.</summary>
internal static class ProtocolRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddProtocols()
        {
            var services = builder.Services;
            services.AddOptions<AdmissionOptions>().BindConfiguration(AdmissionOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<AdmissionOptions>, AdmissionOptionsValidator>();
            services.TryAddSingleton<ModelCatalog>();
            services.AddSingleton<ServerState>();
            services.AddSingleton<RunAdmission>();
            services.AddSingleton<CallStatistics>();
            services.AddSingleton<InferenceMetrics>();
            services.AddSingleton<InferenceCalls>();
            services.AddSingleton<InferStream>();
            services.AddSingleton<RowPredictor>();
            services.AddSingleton<PredictionApi>();
            services.AddSingleton<OpenInferenceService>();
            builder.AddSampling();
        }
    }

    extension(WebApplication app)
    {
        public void MapProtocols()
        {
            app.MapGrpcService<OpenInferenceService>();
            app.MapGrpcService<PredictionApi>();
            app.MapServer();
            app.MapInfer();
            app.MapPredict();
        }
    }
}

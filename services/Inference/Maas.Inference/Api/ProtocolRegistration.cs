using Maas.Contracts.Oip;
using Maas.Hosting.Direct;
using Maas.Inference.Api.Rest;
using Maas.Inference.Api.Wire;
using Maas.Inference.Batching;
using Maas.Inference.Calls;
using Maas.Inference.Catalog;
using Maas.Inference.Predictions;
using Maas.Inference.Sampling;
using Maas.Inference.Shadows;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Maas.Inference.Api;

/// <summary>Puts the protocol side of Inference into a host: what callers see, and what Monitoring is told.</summary>
internal static class ProtocolRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddProtocols()
        {
            var services = builder.Services;
            services.TryAddSingleton<ModelCatalog>();
            services.AddSingleton<ServerState>();
            services.AddSingleton<ModelConfigs>();
            services.AddBatching();
            services.AddSingleton<CallStatistics>();
            services.AddSingleton<InferenceMetrics>();
            services.AddSingleton<CallRecords>();
            services.AddShadows();
            services.AddSingleton<InferenceCalls>();
            services.AddSingleton<ExchangePool>();
            services.AddSingleton<InferStream>();
            services.AddPredictions();
            services.AddSingleton<PredictionStream>();
            services.AddSingleton<PredictionApi>();
            services.AddSingleton<OpenInferenceService>();
            services.AddHostedService<ModelHealth>();
            builder.AddSampling();
        }
    }

    extension(WebApplication app)
    {
        public void MapProtocols()
        {
            app.MapGrpcService<OpenInferenceService>();
            app.MapDirect<OpenInferenceService>(
                GRPCInferenceService.Descriptor.FullName, nameof(GRPCInferenceService.GRPCInferenceServiceBase.ModelInfer),
                app.Services.GetRequiredService<ExchangePool>().Take);
            app.MapGrpcService<PredictionApi>();
            app.MapServer();
            app.MapRepository();
            app.MapInfer();
            app.MapPredict();
            app.MapPredictStream();
        }
    }
}

using Maas.Hosting.Connections;
using Maas.Inference.Admission;
using Maas.Inference.Api.Registry;
using Maas.Inference.Artifacts;
using Maas.Inference.Catalog;
using Maas.Inference.Deployments;
using Maas.Inference.Loading;
using Maas.Inference.Repository;
using Maas.Inference.Residency;
using Maas.Inference.Serving;
using Maas.Onnx.Layout;
using Maas.Storage.Caching;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Inference;

/// <summary>Puts the model side of Inference together: fed by a repository folder, or else by the Registry.</summary>
internal static class ModelServices
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the catalog and all that keeps it filled.</summary>
        public void AddModels(IConfiguration configuration)
        {
            RuntimeTelemetry.Disable();
            NativeHeap.KeepLargeBlocksApart();
            var folder = Path.Combine(Path.GetFullPath(configuration["Maas:DataPath"]!), "inference");
            services.AddOptions<InferenceOptions>().BindConfiguration(InferenceOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<InferenceOptions>, InferenceOptionsValidator>();
            services.AddSingleton<IValidateOptions<InferenceOptions>, RepositoryOptionsValidator>();
            services.AddSingleton<ServingMetrics>();
            services.AddSingleton<ModelCatalog>();
            services.AddSingleton<CudaLibrary>();
            services.AddSingleton<GpuProbe>();
            services.AddSingleton(provider => new DeviceHealth(provider.GetRequiredService<GpuProbe>().Computes));
            services.AddSingleton<CudaProvider>();
            services.AddSingleton<BatchTrial>();
            services.AddSingleton<OnnxLoader>();
            services.AddAdmission(folder);
            services.AddSingleton<MemoryBudget>();
            services.AddSingleton<LoadTurns>();
            services.AddSingleton<VersionLoader>();
            services.AddSingleton<Reconciler>();
            services.AddHostedService(provider => provider.GetRequiredService<Reconciler>());
            services.AddHostedService<ReadinessReporter>();

            if (configuration[$"{InferenceOptions.Section}:{nameof(InferenceOptions.ModelRepository)}"] is { Length: > 0 })
            {
                services.AddSingleton<IVersionProvider, RepositoryVersions>();
                services.AddRepository(configuration.GetValue<ModelControlMode>($"{InferenceOptions.Section}:{nameof(InferenceOptions.ModelControl)}"));
            }
            else
            {
                services.AddSingleton<IModelControl>(new ForbiddenControl("the Registry", "change the deployment there"));
                services.AddRegistry(folder);
            }
        }

        private void AddRepository(ModelControlMode mode)
        {
            if (mode == ModelControlMode.Explicit)
            {
                services.AddSingleton<RepositoryControl>();
                services.AddSingleton<IModelControl>(provider => provider.GetRequiredService<RepositoryControl>());
                services.AddHostedService<RepositoryStart>();
                services.AddHostedService<EvictedVersions>();
                return;
            }

            services.AddSingleton<IModelControl>(new ForbiddenControl(
                "the repository folder", "change the folder, or set 'Maas:Inference:ModelControl' to 'Explicit'"));
            services.AddHostedService<RepositoryWatcher>();
        }

        private void AddRegistry(string folder)
        {
            services.AddArtifactCache();
            services.AddConnection(ServiceConnections.Registry);
            services.AddSingleton<IDeploymentSource, RegistryDeploymentSource>();
            services.AddSingleton<IArtifactSource, RegistryArtifactSource>();
            services.AddSingleton(provider => new ArtifactFolder(
                Path.Combine(folder, "artifacts"), provider.GetRequiredService<IOptions<InferenceOptions>>().Value.MaxDiskCacheBytes,
                provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<ArtifactFetcher>();
            services.AddSingleton(provider => new DesiredStateFile(
                Path.Combine(folder, "desired-state"), provider.GetRequiredService<ILogger<DesiredStateFile>>()));
            services.AddSingleton<DesiredStateStore>();
            services.AddSingleton(provider => ReplicaName.Of(
                provider.GetRequiredService<IOptions<InferenceOptions>>().Value.Replica, folder));
            var layouts = Path.Combine(folder, "layouts");
            ModelFolder.Sweep(layouts);
            services.AddSingleton<IVersionProvider>(provider => new RegistryVersions(
                provider.GetRequiredService<IDeploymentSource>(), provider.GetRequiredService<DesiredStateStore>(),
                provider.GetRequiredService<ArtifactFetcher>(), layouts));
            services.AddHostedService<DeploymentWatcher>();
            services.AddHostedService<ReplicaReporter>();
        }
    }
}

using Maas.Registry.Aliases;
using Maas.Registry.Artifacts;
using Maas.Registry.Changes;
using Maas.Registry.Deployments;
using Maas.Registry.Models;
using Maas.Registry.Versions;
using Maas.Storage.Blobs;
using Maas.Storage.Database;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Maas.Registry;

/// <summary>Puts the registry's domain into a container.</summary>
internal static class RegistryServiceCollectionExtensions
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the registry. A bad setting stops the host at its start, not at the first call.</summary>
        public void AddRegistry()
        {
            services.AddOptions<RegistryOptions>()
                .BindConfiguration(RegistryOptions.Section)
                .PostConfigure<IConfiguration>(SetDataPath)
                .ValidateOnStart();
            services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IValidateOptions<RegistryOptions>, RegistryOptionsValidator>());
            services.AddSingleton(OpenDatabase);
            services.AddSingleton(OpenBlobs);
            services.AddSingleton(provider => new RequestLog(
                provider.GetRequiredService<TimeProvider>(), OptionsOf(provider).RequestIdRetention));
            services.AddSingleton<ChangeSignal>();
            services.AddSingleton<ChangeLog>();
            services.AddSingleton<RegistryLedger>();
            services.AddSingleton<ModelCatalog>();
            services.AddSingleton<VersionCatalog>();
            services.AddSingleton<AliasBook>();
            services.AddSingleton<ReplicaReports>();
            services.AddSingleton<DeploymentBoard>();
            services.AddSingleton<ArtifactStore>();
            services.AddSingleton<ArtifactUploads>();
        }
    }

    private static void SetDataPath(RegistryOptions options, IConfiguration configuration)
    {
        if (options.DataPath.Length == 0 && configuration["Maas:DataPath"] is { Length: > 0 } root)
        {
            options.DataPath = Path.Combine(root, "registry");
        }
    }

    private static RegistryOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<RegistryOptions>>().Value;

    private static SqliteDatabase OpenDatabase(IServiceProvider provider) => SqliteDatabase.Open(
        Path.Combine(OptionsOf(provider).DataPath, "registry.db"),
        typeof(RegistryModule).Assembly,
        provider.GetRequiredService<TimeProvider>());

    private static BlobStore OpenBlobs(IServiceProvider provider) => BlobStore.Open(
        OptionsOf(provider).DataPath, OptionsOf(provider).StaleUploadAge, provider.GetRequiredService<TimeProvider>());
}

using Maas.Onnx.Sandboxing;
using Maas.Registry.Aliases;
using Maas.Registry.Api;
using Maas.Registry.Artifacts;
using Maas.Registry.Audit;
using Maas.Registry.Changes;
using Maas.Registry.Collection;
using Maas.Registry.Deployments;
using Maas.Registry.Lineages;
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
            services.AddOptions<CollectionOptions>().BindConfiguration(CollectionOptions.Section).ValidateOnStart();
            services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IValidateOptions<CollectionOptions>, CollectionOptionsValidator>());
            services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SandboxOptions>, SandboxOptionsValidator>());
            services.AddSingleton(OpenSandbox);
            services.AddSingleton(OpenDatabase);
            services.AddSingleton(OpenBlobs);
            services.AddSingleton(provider => new RequestLog(
                provider.GetRequiredService<TimeProvider>(), OptionsOf(provider).RequestIdRetention));
            services.AddSingleton<ChangeSignal>();
            services.AddSingleton<AuditLog>();
            services.AddSingleton<ChangeLog>();
            services.AddSingleton<RegistryLedger>();
            services.AddSingleton<ModelCatalog>();
            services.AddSingleton<ModelStates>();
            services.AddSingleton<ModelAdmission>();
            services.AddSingleton<VersionCatalog>();
            services.AddSingleton<VersionStates>();
            services.AddSingleton<VersionComparison>();
            services.AddSingleton<LineageGraph>();
            services.AddSingleton<AliasBook>();
            services.AddSingleton<AliasHistory>();
            services.AddSingleton<DeploymentFollowers>();
            services.AddSingleton<DeploymentHistory>();
            services.AddSingleton<ModelAbilities>();
            services.AddSingleton<VersionAbilities>();
            services.AddSingleton<ServingAbilities>();
            services.AddSingleton<ReplicaReports>();
            services.AddSingleton<DeploymentBoard>();
            services.AddSingleton<ArtifactStore>();
            services.AddSingleton<ArtifactUploads>();
            services.AddSingleton<Purge>();
            services.AddSingleton<GarbageCollector>();
            services.AddHostedService<CollectionService>();
            services.AddSingleton<ArtifactDownloads>();
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

    // While the host starts, so nothing else waits for this thread.
    private static RelationalDatabase OpenDatabase(IServiceProvider provider) =>
        OpenDatabaseAsync(OptionsOf(provider), provider.GetRequiredService<TimeProvider>()).GetAwaiter().GetResult();

    private static async Task<RelationalDatabase> OpenDatabaseAsync(RegistryOptions options, TimeProvider clock)
    {
        var assembly = typeof(RegistryModule).Assembly;
        RelationalDatabase database = options.PostgresConnection.Length > 0
            ? await PostgresDatabase.OpenAsync(options.PostgresConnection, assembly, clock, CancellationToken.None)
            : await SqliteDatabase.OpenAsync(Path.Combine(options.DataPath, "registry.db"), assembly, clock, CancellationToken.None);
        await SchemaOneRows.CompleteAsync(database, CancellationToken.None);
        return database;
    }

    // On the file system of the blobs, so that nothing is copied.
    private static ModelSandbox OpenSandbox(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SandboxOptions>>().Value;
        options.Folder = options.Folder.Length > 0 ? options.Folder : Path.Combine(OptionsOf(provider).DataPath, "sandbox");
        return new ModelSandbox(options, provider.GetRequiredService<TimeProvider>());
    }

    private static BlobStore OpenBlobs(IServiceProvider provider) => BlobStore.Open(
        OptionsOf(provider).DataPath, OptionsOf(provider).StaleUploadAge, provider.GetRequiredService<TimeProvider>());
}

/// <summary>Checks the sandbox's settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class SandboxOptionsValidator : IValidateOptions<SandboxOptions>;

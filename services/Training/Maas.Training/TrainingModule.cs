using Maas.Hosting;
using Maas.Hosting.Connections;
using Maas.Storage.Database;
using Maas.Training.Api;
using Maas.Training.Datasets;
using Maas.Training.Datasets.Schemas;
using Maas.Training.Jobs;
using Maas.Training.Jobs.Leases;
using Maas.Training.Jobs.Searching;
using Maas.Training.Jobs.Workers;
using Maas.Training.Profiles;
using Maas.Training.Registration;
using Maas.Training.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Training;

/// <summary>The Training service, ready to be put into a host.</summary>
public sealed class TrainingModule : IServiceModule
{
    /// <inheritdoc/>
    public static string Name => "Training";

    /// <inheritdoc/>
    public static ServicePorts Ports { get; } = new(Grpc: 5102, Metrics: 5112);

    /// <inheritdoc/>
    public static void AddServices(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<TrainingOptions>().BindConfiguration(TrainingOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TrainingOptions>, TrainingOptionsValidator>();
        services.AddSingleton<TrainingMetrics>();
        services.AddSingleton<TrainingFolder>();
        services.AddSingleton<TableStore>();
        services.AddSingleton(TrainingDatabase.Open);
        services.AddSingleton(provider => new RequestLog(provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<DatasetStore>();
        services.AddSingleton<DatasetImporter>();
        services.AddSingleton<DatasetProfiler>();
        services.AddSingleton<SchemaStore>();
        services.AddSingleton<SchemaService>();

        services.AddSingleton<JobStore>();
        services.AddSingleton<JobBoard>();
        services.AddSingleton<JobFiles>();
        services.AddSingleton<WorkerProcess>();
        services.AddSingleton<JobTrainer>();
        services.AddSingleton<JobRegistration>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobService>();
        services.AddSingleton<JobRuns>();
        services.AddSingleton<ConnectedSlots>();
        services.AddSingleton<TrialStore>();
        services.AddSingleton<TrialJobs>();
        services.AddSingleton<SearchRunner>();
        services.AddSingleton<JobScheduler>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<HeldJobs>();
        services.AddSingleton<JobRecovery>();
        services.AddSingleton<BoardSync>();
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<GpuWorkers>();
        services.AddSingleton<RemoteWorkers>();
        services.AddSingleton<WorkFiles>();

        // Before the scheduler, so that it begins with what a dead one left and ends when nothing is held any more.
        services.AddHostedService(provider => provider.GetRequiredService<LeaseKeeper>());
        services.AddHostedService(provider => provider.GetRequiredService<JobScheduler>());

        services.AddConnection(ServiceConnections.Registry);
        services.AddSingleton<IModelRegistrar, RegistryModelRegistrar>();
    }

    /// <inheritdoc/>
    /// <remarks>Opens the database, so that one that cannot be used stops the start.</remarks>
    public static void MapEndpoints(WebApplication app)
    {
        app.Services.GetRequiredService<RelationalDatabase>();
        app.MapGrpcService<TrainingGrpcService>();
        app.MapGrpcService<TrainingWorkerGrpcService>();
    }
}

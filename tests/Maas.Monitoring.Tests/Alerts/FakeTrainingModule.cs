using System.Collections.Concurrent;
using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Monitoring.Tests;

/// <summary>A Training that knows jobs and versions of data, as far as Monitoring asks for them.</summary>
internal sealed class FakeTrainingModule : IServiceModule
{
    public static string Name => "Training";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    public static void MapEndpoints(WebApplication app) => app.MapGrpcService<Jobs>();

    internal sealed class Jobs(FakeTraining training) : TrainingService.TrainingServiceBase
    {
        public override Task<TrainingJob> GetTrainingJob(GetTrainingJobRequest request, ServerCallContext context) =>
            training.Jobs.TryGetValue(request.Name, out var job)
                ? Task.FromResult(job)
                : throw new MaasException(
                    MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND", "training.maas", $"'{request.Name}' does not exist.");

        public override Task<ListDatasetVersionsResponse> ListDatasetVersions(
            ListDatasetVersionsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListDatasetVersionsResponse
            {
                DatasetVersions = { new DatasetVersion { Name = $"{request.Parent}/versions/{training.NewestVersion}" } },
            });

        public override Task<TrainingJob> CreateTrainingJob(CreateTrainingJobRequest request, ServerCallContext context)
        {
            // The same request gets the same answer.
            var job = new TrainingJob { Name = $"trainingJobs/{request.TrainingJobId}", Spec = request.TrainingJob.Spec };
            if (!training.Created.Contains(request))
            {
                training.Created.Enqueue(
                    training.Jobs.TryAdd(job.Name, job)
                        ? request
                        : throw new MaasException(MaasErrorCode.AlreadyExists, "RESOURCE_ALREADY_EXISTS", "training.maas", "It is there."));
            }

            return training.FailureAfter is { } failure ? throw failure : Task.FromResult(job);
        }
    }
}

/// <summary>What a <see cref="FakeTrainingModule"/> knows. Thread-safe.</summary>
internal sealed class FakeTraining
{
    public ConcurrentDictionary<string, TrainingJob> Jobs { get; } = new();

    public ConcurrentQueue<CreateTrainingJobRequest> Created { get; } = new();

    public int NewestVersion { get; set; } = 1;

    /// <summary>What a creation fails with after it was carried out; null for nothing.</summary>
    public MaasException? FailureAfter { get; set; }

    public void AddTo(WebApplicationBuilder builder) => builder.Services.AddSingleton(this);
}

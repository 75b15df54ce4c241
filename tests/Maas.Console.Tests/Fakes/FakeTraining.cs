using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Maas.Console.Tests.Fakes;

/// <summary>Jobs of a test, and those who watch them. Thread-safe.</summary>
internal sealed class FakeTraining
{
    private readonly ConcurrentDictionary<Channel<WatchTrainingJobResponse>, string> _watchers = new();

    public ConcurrentDictionary<string, TrainingJob> Jobs { get; } = new();

    public ConcurrentDictionary<string, Trial[]> Trials { get; } = new();

    /// <summary>Losses of jobs until now.</summary>
    public ConcurrentDictionary<string, LossPoint[]> Losses { get; } = new();

    /// <summary>Changes a job, and tells whoever watches it.</summary>
    public void Push(TrainingJob job, params LossPoint[] losses)
    {
        Jobs[job.Name] = job;
        Losses.AddOrUpdate(job.Name, losses, (_, before) => [.. before, .. losses]);
        foreach (var (watcher, name) in _watchers)
        {
            if (name == job.Name)
            {
                watcher.Writer.TryWrite(new WatchTrainingJobResponse { TrainingJob = job, LossPoints = { losses } });
            }
        }
    }

    public ChannelReader<WatchTrainingJobResponse> Watch(string name)
    {
        var watcher = Channel.CreateUnbounded<WatchTrainingJobResponse>();
        _watchers[watcher] = name;
        watcher.Writer.TryWrite(new WatchTrainingJobResponse
        {
            TrainingJob = Jobs.GetValueOrDefault(name) ?? throw FakeRegistry.NotFound(name),
            LossPoints = { Losses.GetValueOrDefault(name) ?? [] },
        });
        return watcher.Reader;
    }
}

/// <summary>A Training service as far as the console asks it.</summary>
internal sealed class FakeTrainingModule : IServiceModule
{
    public static string Name => "Training";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    public static void MapEndpoints(WebApplication app) => app.MapGrpcService<Training>();

    internal sealed class Training(FakeTraining training) : TrainingService.TrainingServiceBase
    {
        public override Task<ListTrainingJobsResponse> ListTrainingJobs(ListTrainingJobsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListTrainingJobsResponse
            {
                TrainingJobs = { training.Jobs.Values.OrderByDescending(job => job.CreateTime) },
            });

        public override Task<ListTrialsResponse> ListTrials(ListTrialsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListTrialsResponse { Trials = { training.Trials.GetValueOrDefault(request.Parent) ?? [] } });

        public override async Task WatchTrainingJob(
            WatchTrainingJobRequest request, IServerStreamWriter<WatchTrainingJobResponse> responseStream, ServerCallContext context)
        {
            await foreach (var told in training.Watch(request.Name).ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(told);
                if (told.TrainingJob.EndTime is not null)
                {
                    return;
                }
            }
        }
    }
}

/// <summary>An Inference service of which the console asks nothing but whether it is there.</summary>
internal sealed class FakeInferenceModule : IServiceModule
{
    public static string Name => "Inference";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    public static void MapEndpoints(WebApplication app)
    {
    }
}

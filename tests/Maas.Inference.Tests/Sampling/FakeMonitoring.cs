using System.Collections.Concurrent;
using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using Maas.Hosting;
using Maas.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Sampling;

/// <summary>How Monitoring does.</summary>
internal enum MonitoringState
{
    /// <summary>Takes everything at once.</summary>
    Healthy,

    /// <summary>Nobody listens on its port.</summary>
    Dead,

    /// <summary>Takes everything and never answers.</summary>
    Silent,

    /// <summary>Takes a second for each batch.</summary>
    Slow,

    /// <summary>Has no room for anything.</summary>
    Exhausted,
}

/// <summary>A Monitoring service over real sockets that counts a batch once, as the real one does, and does as badly as the test says.</summary>
internal sealed class FakeMonitoring : IServiceModule
{
    public static string Name => "Monitoring";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

    public static Task<TestHost<FakeMonitoring>> StartAsync(Uri address, Intake intake) => TestHost.StartAsync<FakeMonitoring>(
        null,
        new Dictionary<string, string?> { ["Maas:Monitoring:GrpcEndpoint"] = address.Authority },
        builder => builder.Services.AddSingleton(intake));

    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    public static void MapEndpoints(WebApplication app) => app.MapGrpcService<Service>();

    /// <summary>What was taken, and what is done with the next.</summary>
    internal sealed class Intake
    {
        private readonly ConcurrentDictionary<string, IngestRequest> _batches = new();
        private volatile MonitoringState _state = MonitoringState.Healthy;

        public MonitoringState State
        {
            get => _state;
            set => _state = value;
        }

        public IReadOnlyCollection<IngestRequest> Batches => [.. _batches.Values];

        public long Samples => _batches.Values.Sum(batch => (long)batch.PredictionSamples.Count);

        public long DroppedSamples => _batches.Values.Sum(batch => batch.DroppedSampleCount);

        public long Requests => _batches.Values.Sum(batch => batch.OperationCounts.Sum(count => count.RequestCounts.Values.Sum()));

        public void Take(IngestRequest batch) => _batches[batch.BatchId] = batch;
    }

    private sealed class Service(Intake intake) : MonitoringService.MonitoringServiceBase
    {
        public override async Task<IngestResponse> Ingest(IAsyncStreamReader<IngestRequest> requestStream, ServerCallContext context)
        {
            var state = intake.State;
            await foreach (var batch in requestStream.ReadAllAsync(context.CancellationToken))
            {
                if (state == MonitoringState.Exhausted)
                {
                    throw new MaasException(MaasErrorCode.ResourceExhausted, "FULL", "gateway.test", "No room now.");
                }

                if (state == MonitoringState.Slow)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, context.CancellationToken);
                }

                intake.Take(batch);
            }

            if (state == MonitoringState.Silent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            }

            return new IngestResponse { BatchCount = 1 };
        }
    }
}

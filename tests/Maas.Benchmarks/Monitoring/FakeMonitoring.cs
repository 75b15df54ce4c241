using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.Benchmarks.Monitoring;

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

/// <summary>A Monitoring service in this process that counts each batch once and does as badly as it is told. Thread-safe.</summary>
internal sealed class FakeMonitoring(int port) : IAsyncDisposable
{
    // Samples and requests of each batch that was taken, and the samples that it says were dropped.
    private readonly ConcurrentDictionary<string, (long Samples, long Requests, long Dropped)> _batches = new();
    private WebApplication? _app;
    private volatile MonitoringState _state = MonitoringState.Healthy;

    /// <summary>What is done with the next call; <see cref="MonitoringState.Dead"/> is not to start it.</summary>
    public MonitoringState State
    {
        get => _state;
        set => _state = value;
    }

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    public bool IsStarted => _app is not null;

    public long Samples => _batches.Values.Sum(batch => batch.Samples);

    public long Requests => _batches.Values.Sum(batch => batch.Requests);

    public long DroppedSamples => _batches.Values.Sum(batch => batch.Dropped);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<Service>();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            await app.DisposeAsync();
        }
    }

    private void Take(IngestRequest batch) => _batches[batch.BatchId] = (
        batch.PredictionSamples.Count, batch.OperationCounts.Sum(count => count.RequestCounts.Values.Sum()), batch.DroppedSampleCount);

    private sealed class Service(FakeMonitoring monitoring) : MonitoringService.MonitoringServiceBase
    {
        public override async Task<IngestResponse> Ingest(IAsyncStreamReader<IngestRequest> requestStream, ServerCallContext context)
        {
            var state = monitoring.State;
            await foreach (var batch in requestStream.ReadAllAsync(context.CancellationToken))
            {
                if (state == MonitoringState.Exhausted)
                {
                    throw new RpcException(new Status(StatusCode.ResourceExhausted, "No room now."));
                }

                if (state == MonitoringState.Slow)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, context.CancellationToken);
                }

                monitoring.Take(batch);
            }

            if (state == MonitoringState.Silent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            }

            return new IngestResponse { BatchCount = 1 };
        }
    }
}

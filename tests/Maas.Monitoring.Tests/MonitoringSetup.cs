using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Google.Rpc;
using Maas.Contracts.Monitoring.V1;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using MonitorProto = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Monitoring.Tests;

/// <summary>A Monitoring host with a clock that stands at 12:00:30, beside a Registry that the test may start.</summary>
internal sealed class MonitoringSetup : IAsyncDisposable
{
    public const string ChurnVersion = "models/churn/versions/7";
    public const string ChurnDeployment = "deployments/churn";
    public const string ChurnMonitor = "monitors/churn";

    private readonly int _registryPort = FreePort.Find();
    private TestHost<FakeRegistryModule>? _registryHost;

    private MonitoringSetup()
    {
    }

    // In the future: the deadlines of calls are made by this clock and kept by that of the machine.
    public static DateTimeOffset Noon { get; } = new(2101, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Clock { get; } = new(Noon.AddSeconds(30));

    public FakeRegistry Registry { get; } = new();

    public TestHost<MonitoringModule> Host { get; private set; } = null!;

    public MonitoringService.MonitoringServiceClient Client => new(Host.Channel);

    /// <param name="settings">Settings by key without <c>Maas:Monitoring:</c>.</param>
    public static Task<MonitoringSetup> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(configure: null, settings);

    /// <param name="configure">Replaces services of the host.</param>
    /// <param name="settings">Settings by key, without <c>Maas:Monitoring:</c> or as a whole.</param>
    public static async Task<MonitoringSetup> StartAsync(
        Action<IServiceCollection>? configure, params (string Key, string Value)[] settings)
    {
        var setup = new MonitoringSetup();
        var all = settings.ToDictionary(
            setting => setting.Key.StartsWith("Maas:", StringComparison.Ordinal) ? setting.Key : $"Maas:Monitoring:{setting.Key}",
            setting => (string?)setting.Value);
        all["Maas:Services:Registry"] = $"http://127.0.0.1:{setup._registryPort}";
        setup.Host = await TestHost.StartAsync<MonitoringModule>(
            settings: all,
            configure: builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(setup.Clock));
                configure?.Invoke(builder.Services);
            });
        return setup;
    }

    public async Task StartRegistryAsync() => _registryHost = await TestHost.StartAsync<FakeRegistryModule>(
        settings: new Dictionary<string, string?> { ["Maas:Registry:GrpcEndpoint"] = $"127.0.0.1:{_registryPort}" },
        configure: Registry.AddTo);

    public async Task StopRegistryAsync() => await _registryHost!.StopAsync();

    /// <summary>Sends batches in one stream.</summary>
    public async Task<IngestResponse> IngestAsync(CancellationToken cancellationToken, params IngestRequest[] batches)
    {
        using var call = Client.Ingest(cancellationToken: cancellationToken);
        try
        {
            foreach (var batch in batches)
            {
                await call.RequestStream.WriteAsync(batch, cancellationToken);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The server has answered already; its answer says why.
        }

        return await call;
    }

    /// <summary>What is known of the hour around now, as one window per version.</summary>
    public async Task<IReadOnlyList<MetricsWindow>> QueryAsync(
        CancellationToken cancellationToken, TimeSpan? window = null, string slice = "", bool byCount = false)
    {
        var response = await Client.QueryMetricsAsync(
            new QueryMetricsRequest { Monitor = ChurnMonitor, WindowDuration = window?.ToDuration(), Slice = slice, ByCount = byCount },
            cancellationToken: cancellationToken);
        return response.Windows;
    }

    /// <summary>Waits until what is known of the baseline of the version is what the test waits for.</summary>
    public async Task<MonitorProto> WaitForMonitorAsync(
        Func<MonitorProto, bool> condition, CancellationToken cancellationToken, TimeSpan? step = null)
    {
        while (true)
        {
            var monitor = await Client.GetMonitorAsync(
                new GetMonitorRequest { Name = ChurnMonitor }, cancellationToken: cancellationToken);
            if (condition(monitor))
            {
                return monitor;
            }

            // Time goes on for whoever waits to ask the Registry again.
            Clock.Advance(step ?? TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Waits until no sample waits any more.</summary>
    public async Task WaitForPendingAsync(CancellationToken cancellationToken)
    {
        while (await CountPendingAsync(cancellationToken) > 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>Batches whose samples wait.</summary>
    public Task<long> CountPendingAsync(CancellationToken cancellationToken) => Host.Services.GetRequiredService<MonitoringDatabase>().ReadAsync(
        session => session.GetAsync<long>("SELECT COUNT(*) FROM pending_samples"), cancellationToken);

    public static IngestRequest Batch(params OperationCounts[] counts) => new()
    {
        BatchId = Guid.NewGuid().ToString("D"),
        Replica = "replica-1",
        OperationCounts = { counts },
    };

    public static IngestRequest Batch(IEnumerable<PredictionSample> samples) => new()
    {
        BatchId = Guid.NewGuid().ToString("D"),
        Replica = "replica-1",
        PredictionSamples = { samples },
    };

    public static OperationCounts Counts(
        DateTimeOffset endTime, long ok, (string Code, long Count)? failed = null, LatencySketch? latency = null,
        string version = ChurnVersion)
    {
        var counts = new OperationCounts
        {
            Deployment = ChurnDeployment,
            ModelVersion = version,
            EndTime = endTime.ToTimestamp(),
            RequestCounts = { ["OK"] = ok },
            RowCount = ok,
            Latency = latency,
        };
        if (failed is { } failure)
        {
            counts.RequestCounts[failure.Code] = failure.Count;
        }

        return counts;
    }

    public static LatencySketch Sketch(IEnumerable<double> seconds)
    {
        var sketch = new Statistics.LatencySketch();
        foreach (var duration in seconds)
        {
            sketch.AddSeconds(duration);
        }

        return new LatencySketch
        {
            AccuracyRatio = sketch.Accuracy,
            BucketIndexes = { sketch.Buckets.Select(bucket => bucket.Index) },
            BucketCounts = { sketch.Buckets.Select(bucket => bucket.Count) },
            ZeroCount = sketch.ZeroCount,
            TotalSeconds = sketch.TotalSeconds,
        };
    }

    public static PredictionSample Sample(FeatureValue? prediction, params FeatureValue[] features) => new()
    {
        Deployment = ChurnDeployment,
        ModelVersion = ChurnVersion,
        PredictTime = Noon.ToTimestamp(),
        Features = { features },
        Prediction = prediction,
    };

    /// <summary>Makes the version known with this baseline, and waits until Monitoring has it.</summary>
    public async Task<MonitorProto> BeginAsync(BaselineProfile? baseline, CancellationToken cancellationToken)
    {
        Registry.With(ChurnVersion, baseline);
        await StartRegistryAsync();
        await IngestAsync(cancellationToken, Batch(Counts(Noon, ok: 1)));
        return await WaitForMonitorAsync(monitor => baseline is null || monitor.ModelVersions[0].HasBaseline, cancellationToken);
    }

    /// <summary>Changes settings of the monitor.</summary>
    public async Task<MonitorProto> UpdateAsync(Action<MonitorProto> change, CancellationToken cancellationToken)
    {
        var monitor = await Client.GetMonitorAsync(new GetMonitorRequest { Name = ChurnMonitor }, cancellationToken: cancellationToken);
        change(monitor);
        return await Client.UpdateMonitorAsync(new UpdateMonitorRequest { Monitor = monitor }, cancellationToken: cancellationToken);
    }

    public static FeatureValue Number(string feature, double value) => new() { Feature = feature, Number = value };

    public static FeatureValue Text(string feature, string value) => new() { Feature = feature, Text = value };

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        if (_registryHost is not null)
        {
            await _registryHost.DisposeAsync();
        }
    }
}

/// <summary>What a failed call says beside its code.</summary>
internal static class Failures
{
    public static async Task<(StatusCode Code, ErrorInfo Info)> OfAsync(Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => call());
        return (failure!.StatusCode, failure.GetRpcStatus()!.GetDetail<ErrorInfo>()!);
    }
}

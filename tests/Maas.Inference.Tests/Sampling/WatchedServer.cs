using System.Diagnostics.Metrics;
using Maas.Inference.Sampling;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Sampling;

/// <summary>A server with a small buffer of samples, and the Monitoring service it tells, in a state of the test's choice.</summary>
internal sealed class WatchedServer : IAsyncDisposable
{
    private readonly FakeMonitoring.Intake _intake = new();
    private Uri _address = null!;
    private TestHost<FakeMonitoring>? _monitoring;
    private ServingHost _server = null!;

    /// <summary>What Monitoring has.</summary>
    public FakeMonitoring.Intake Received => _intake;

    /// <summary>What the server's metrics say.</summary>
    public SamplingCounters Counters { get; private set; } = null!;

    public static async Task<WatchedServer> StartAsync(MonitoringState state)
    {
        var watched = new WatchedServer { _address = new Uri($"http://127.0.0.1:{FreePort.Find()}") };
        watched._intake.State = state;
        if (state != MonitoringState.Dead)
        {
            watched._monitoring = await FakeMonitoring.StartAsync(watched._address, watched._intake);
        }

        watched._server = await ServingHost.StartAsync(
            [Signatures.Regression()],
            new Dictionary<string, string?>
            {
                ["Maas:Services:Monitoring"] = watched._address.ToString(),
                ["Maas:Inference:Sampling:Interval"] = "00:00:00.020",
                ["Maas:Inference:Sampling:BufferBytes"] = "8192",
                ["Maas:Inference:Sampling:Timeout"] = state == MonitoringState.Silent ? "00:00:00.300" : "00:00:10",
            },
            builder => builder.Services.AddHostedService<ObservationShipper>());
        watched.Counters = new SamplingCounters(watched._server.Host.Services.GetRequiredService<IMeterFactory>());
        return watched;
    }

    /// <summary>Asks for so many rows.</summary>
    public async Task AskAsync(int rows, CancellationToken cancellationToken) => await _server.Inference.ModelInferAsync(
        Requests.Raw("diabetes", "FP32", [rows, 1], Requests.Bytes(new float[rows]), "bmi"), cancellationToken: cancellationToken);

    /// <summary>Makes Monitoring well.</summary>
    public async Task HealAsync()
    {
        _intake.State = MonitoringState.Healthy;
        _monitoring ??= await FakeMonitoring.StartAsync(_address, _intake);
    }

    /// <summary>Stops the server; Monitoring stays.</summary>
    public Task StopAsync() => _server.Host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _intake.State = MonitoringState.Healthy;
        await _server.DisposeAsync();
        Counters.Dispose();
        if (_monitoring is { } monitoring)
        {
            await monitoring.DisposeAsync();
        }
    }
}

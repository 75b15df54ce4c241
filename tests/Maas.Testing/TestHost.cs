using Grpc.Net.Client;
using Maas.Hosting;
using Maas.Hosting.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.Testing;

/// <summary>Starts real hosts for tests.</summary>
public static class TestHost
{
    /// <summary>Starts the host of one service.</summary>
    /// <param name="data">Data folder to use; null makes one that goes with the host.</param>
    /// <param name="settings">Settings by key, e.g. <c>Maas:Registry:MaxBlobBytes</c>.</param>
    /// <param name="configure">Runs after the service has added its own, so it may replace them.</param>
    public static async Task<TestHost<TModule>> StartAsync<TModule>(
        TempFolder? data = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? configure = null)
        where TModule : IServiceModule
    {
        var host = new TestHost<TModule>(data, settings, configure);
        try
        {
            await host.StartAppAsync();
            return host;
        }
        catch
        {
            host.Logs.Expect("");
            await host.DisposeAsync();
            throw;
        }
    }
}

/// <summary>
/// A real host of one service: real sockets on free ports of loopback, a data folder of its own. Fails the test at
/// its end when the host logged an error that the test did not expect.
/// </summary>
public sealed class TestHost<TModule> : IAsyncDisposable
    where TModule : IServiceModule
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly Action<WebApplicationBuilder>? _configure;
    private readonly bool _ownsData;
    private WebApplication? _app;
    private GrpcChannel? _channel;
    private HttpClient? _http;
    private HttpClient? _metrics;

    internal TestHost(
        TempFolder? data, IReadOnlyDictionary<string, string?>? settings, Action<WebApplicationBuilder>? configure)
    {
        _settings = settings ?? new Dictionary<string, string?>();
        _configure = configure;
        _ownsData = data is null;
        Data = data ?? new TempFolder();
    }

    /// <summary>What stands for <c>Maas:DataPath</c>.</summary>
    public TempFolder Data { get; }

    /// <summary>Everything the host logged, restarts included.</summary>
    public LogCapture Logs { get; } = new();

    /// <summary>The container.</summary>
    public IServiceProvider Services => App.Services;

    /// <summary>Where the host listens now; other ports after a restart.</summary>
    public HostAddresses Addresses => Services.GetRequiredService<HostAddresses>();

    /// <summary>A plain channel to the gRPC port, without retries.</summary>
    public GrpcChannel Channel => _channel ??= GrpcChannel.ForAddress(Addresses.Grpc, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = null,
        MaxSendMessageSize = null,
    });

    /// <summary>A client of the service's HTTP port.</summary>
    public HttpClient Http => _http ??= new HttpClient { BaseAddress = Addresses.Http };

    /// <summary>A client of the metrics port.</summary>
    public HttpClient Metrics => _metrics ??= new HttpClient { BaseAddress = Addresses.Metrics };

    private WebApplication App => _app ?? throw new InvalidOperationException("The host is stopped.");

    /// <summary>Stops the host in order and starts it again over the same data, on other ports.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAppAsync();
    }

    /// <summary>Stops the host in order. The data stays.</summary>
    public async Task StopAsync()
    {
        _channel?.Dispose();
        _http?.Dispose();
        _metrics?.Dispose();
        (_channel, _http, _metrics) = (null, null, null);
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync().WaitAsync(StopLimit);
            await app.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsData)
        {
            Data.Dispose();
        }

        Logs.AssertNoUnexpectedErrors();
    }

    internal async Task StartAppAsync()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Maas:DataPath"] = Data.Path,
            [$"Maas:{TModule.Name}:GrpcEndpoint"] = "127.0.0.1:0",
            [$"Maas:{TModule.Name}:MetricsEndpoint"] = "127.0.0.1:0",
            [$"Maas:{TModule.Name}:HttpEndpoint"] = "127.0.0.1:0",
            // A process per version is what few tests are about.
            ["Maas:Registry:FirstLoad"] = "Skipped",
            ["Maas:Inference:FirstLoad"] = "Skipped",
        };
        foreach (var (key, value) in _settings)
        {
            settings[key] = value;
        }

        var app = MaasHost.Build<TModule>([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(Logs);
            _configure?.Invoke(builder);
        });
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // A host that never started cannot be stopped.
            await app.DisposeAsync();
            throw;
        }

        _app = app;
    }
}

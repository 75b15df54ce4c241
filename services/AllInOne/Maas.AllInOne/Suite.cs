using Maas.Console;
using Maas.Hosting;
using Maas.Hosting.Configuration;
using Maas.Hosting.Endpoints;
using Maas.Inference;
using Maas.Monitoring;
using Maas.Registry;
using Maas.Training;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Maas.AllInOne;

/// <summary>
/// The four services and their console in one process, each a host of its own. They start in the order in which they need each other
/// and stop in the reverse one, so that Inference can still hand over what it counted. One start, one disposal.
/// </summary>
internal sealed class Suite : IAsyncDisposable
{
    private readonly Stack<(string Name, WebApplication App)> _hosts = new();
    private readonly SuiteArguments _arguments;
    private DataFolderLock? _lock;
    private SuiteFile? _file;

    private Suite(SuiteArguments arguments) => _arguments = arguments;

    /// <summary>Where it answers.</summary>
    public SuiteAddresses Addresses { get; private set; } = null!;

    /// <summary>Starts all of them; when one does not start, those before it are stopped.</summary>
    /// <exception cref="HostRefusedException">The settings cannot work, a port or the data folder is taken.</exception>
    public static async Task<Suite> StartAsync(SuiteArguments arguments, CancellationToken cancellationToken)
    {
        var suite = new Suite(arguments);
        try
        {
            await suite.StartAllAsync(cancellationToken);
            return suite;
        }
        catch
        {
            await suite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the suite shall stop.</summary>
    /// <returns>The service that ended by itself; null when the suite was told to stop.</returns>
    public async Task<string?> WaitAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var registrations = _hosts.Select(host => host.App.Lifetime.ApplicationStopping
            .Register(() => ended.TrySetResult(host.Name))).ToList();
        registrations.Add(cancellationToken.Register(() => ended.TrySetResult(null)));
        var failed = await ended.Task;
        registrations.ForEach(registration => registration.Dispose());
        return failed;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _file?.Dispose();
        while (_hosts.TryPop(out var host))
        {
            await host.App.StopAsync(CancellationToken.None);
            await host.App.DisposeAsync();
        }

        _lock?.Dispose();
    }

    private async Task StartAllAsync(CancellationToken cancellationToken)
    {
        var registry = Build<RegistryModule>();
        var folder = Path.GetFullPath(registry.Configuration["Maas:DataPath"]!);
        _lock = DataFolderLock.Take(folder);
        SuiteFile.DeleteStale(folder);

        var registryAt = await StartAsync<RegistryModule>(registry, cancellationToken);
        var trainingAt = await StartAsync<TrainingModule>(
            Build<TrainingModule>(("Registry", registryAt)), cancellationToken);
        var monitoringAt = await StartAsync<MonitoringModule>(
            Build<MonitoringModule>(("Registry", registryAt), ("Training", trainingAt)), cancellationToken);
        var inferenceAt = await StartAsync<InferenceModule>(
            Build<InferenceModule>(("Registry", registryAt), ("Monitoring", monitoringAt)), cancellationToken);
        var consoleAt = await StartAsync<ConsoleModule>(
            Build<ConsoleModule>(
                ("Registry", registryAt), ("Monitoring", monitoringAt), ("Training", trainingAt), ("Inference", inferenceAt)),
            cancellationToken);

        Addresses = new SuiteAddresses
        {
            ProcessId = Environment.ProcessId,
            Registry = registryAt.Grpc,
            Monitoring = monitoringAt.Grpc,
            Training = trainingAt.Grpc,
            Inference = inferenceAt.Grpc,
            InferenceHttp = inferenceAt.Http,
            Console = consoleAt.Http,
            Metrics = new Dictionary<string, Uri>
            {
                ["registry"] = registryAt.Metrics,
                ["monitoring"] = monitoringAt.Metrics,
                ["training"] = trainingAt.Metrics,
                ["inference"] = inferenceAt.Metrics,
                ["console"] = consoleAt.Metrics,
            },
        };
        _file = SuiteFile.Write(folder, Addresses);
    }

    private async Task<HostAddresses> StartAsync<TModule>(WebApplication app, CancellationToken cancellationToken)
        where TModule : IServiceModule
    {
        // Stopped with the others even when it fails half way: what it has started by then must end.
        _hosts.Push((TModule.Name, app));
        await MaasHost.StartAsync<TModule>(app, cancellationToken);
        return app.Services.GetRequiredService<HostAddresses>();
    }

    private WebApplication Build<TModule>(params (string Service, HostAddresses At)[] needed)
        where TModule : IServiceModule
    {
        // What comes later wins: an operator's own words stand behind what the suite sets.
        string[] args =
        [
            .. FreePorts<TModule>(),
            .. needed.Select(need => $"--Maas:Services:{need.Service}={need.At.Grpc}"),
            .. _arguments.ForHosts,
        ];
        return MaasHost.Build<TModule>(args, builder =>
            builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, SuiteLifetime>()));
    }

    private IEnumerable<string> FreePorts<TModule>()
        where TModule : IServiceModule => !_arguments.TakesFreePorts
            ? []
            :
            [
                $"--Maas:{TModule.Name}:GrpcEndpoint=127.0.0.1:0",
                $"--Maas:{TModule.Name}:MetricsEndpoint=127.0.0.1:0",
                $"--Maas:{TModule.Name}:HttpEndpoint=127.0.0.1:0",
            ];
}

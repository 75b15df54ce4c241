using Maas.Client;
using Maas.EndToEnd.Tests.Processes;
using Maas.Testing;
using Maas.Testing.Postgres;

namespace Maas.EndToEnd.Tests.Registries;

/// <summary>A Registry as a process of its own, on SQLite or a real PostgreSQL, that can be killed and started again.</summary>
internal sealed class SingleRegistry : IDisposable
{
    private readonly TempFolder _data = new();
    private readonly SuitePorts _ports = new();
    private readonly PostgresServer? _postgres;
    private readonly ServiceProcess _process;

    private SingleRegistry(bool isOnPostgres, IReadOnlyList<string> settings)
    {
        _postgres = isOnPostgres ? PostgresServer.Start() : null;
        var connection = _postgres?.CreateDatabase() ?? "";
        _process = new ServiceProcess("Registry", _ports,
        [
            "--data", _data.Path,
            $"--Maas:Registry:GrpcEndpoint=127.0.0.1:{_ports.Grpc("Registry")}",
            $"--Maas:Registry:MetricsEndpoint=127.0.0.1:{_ports.Metrics("Registry")}",
            $"--Maas:Registry:PostgresConnection={connection}",
            .. settings,
        ]);
    }

    /// <summary>Folder of the blobs.</summary>
    public string Folder => _data.File("registry");

    /// <param name="isOnPostgres">Else on SQLite.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <param name="settings">More of the command line.</param>
    public static async Task<SingleRegistry> StartAsync(
        bool isOnPostgres, CancellationToken cancellationToken, params string[] settings)
    {
        var registry = new SingleRegistry(isOnPostgres, settings);
        registry._process.Start();
        await registry._process.WaitUntilReadyAsync(cancellationToken);
        return registry;
    }

    /// <summary>A new connection; dispose it.</summary>
    public MaasChannel Connect() =>
        MaasChannel.Create(new MaasClientOptions { Address = new Uri($"http://127.0.0.1:{_ports.Grpc("Registry")}") });

    /// <summary>As <c>kill -9</c>, then a new start.</summary>
    public async Task KillAndStartAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        _process.Start();
        await _process.WaitUntilReadyAsync(cancellationToken);
    }

    public void Dispose()
    {
        _process.Dispose();
        _postgres?.Dispose();
        _data.Dispose();
    }
}

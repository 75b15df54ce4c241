using Maas.Client;
using Maas.Testing;
using Maas.Testing.Redis;

namespace Maas.EndToEnd.Tests.Processes;

/// <summary>The four services as four processes, and a real Redis when the machine has one.</summary>
internal sealed class SeparateSuite : IDisposable
{
    public static readonly string[] Services = ["Registry", "Monitoring", "Training", "Inference"];

    private readonly TempFolder _data = new();
    private readonly Dictionary<string, ServiceProcess> _processes = [];
    private readonly List<MaasChannel> _channels = [];

    public SuitePorts Ports { get; } = new();

    /// <summary>Null where none is installed.</summary>
    public RedisServer? Redis { get; private set; }

    public ServiceProcess this[string service] => _processes[service];

    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="settings">Settings of all services, as arguments, e.g. <c>--Maas:Monitoring:Retention=1.00:00:00</c>.</param>
    public async Task StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        Redis = RedisServer.IsInstalled ? await RedisServer.StartAsync(cancellationToken) : null;
        foreach (var service in Services)
        {
            _processes[service] = new ServiceProcess(service, Ports, [.. Arguments(service), .. settings]);
            _processes[service].Start();
        }

        foreach (var service in Services)
        {
            await _processes[service].WaitUntilReadyAsync(cancellationToken);
        }
    }

    /// <summary>A new channel to a service; closed with the suite.</summary>
    public MaasChannel Connect(string service)
    {
        var channel = MaasChannel.Create(new MaasClientOptions { Address = Address(service) });
        lock (_channels)
        {
            _channels.Add(channel);
        }

        return channel;
    }

    public Uri Address(string service) => new($"http://127.0.0.1:{Ports.Grpc(service)}");

    public void Dispose()
    {
        foreach (var channel in _channels)
        {
            channel.Dispose();
        }

        foreach (var process in _processes.Values)
        {
            process.Dispose();
        }

        Redis?.Dispose();
        _data.Dispose();
    }

    private IEnumerable<string> Arguments(string service)
    {
        yield return "--data";
        yield return _data.Path;
        yield return $"--Maas:{service}:GrpcEndpoint=127.0.0.1:{Ports.Grpc(service)}";
        yield return $"--Maas:{service}:MetricsEndpoint=127.0.0.1:{Ports.Metrics(service)}";
        foreach (var other in Services)
        {
            yield return $"--Maas:Services:{other}={Address(other)}";
        }

        if (service == "Inference")
        {
            yield return $"--Maas:Inference:HttpEndpoint=127.0.0.1:{Ports.InferenceHttp}";
            yield return $"--Maas:Cache:Address={Redis?.Address ?? "none"}";
        }
    }
}

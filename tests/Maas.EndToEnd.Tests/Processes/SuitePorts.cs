using System.Net;
using System.Net.Sockets;

namespace Maas.EndToEnd.Tests.Processes;

/// <summary>Free loopback ports for every endpoint of four services.</summary>
internal sealed class SuitePorts
{
    private readonly Dictionary<string, int> _ports = [];

    public SuitePorts()
    {
        string[] endpoints =
        [
            "Registry/grpc", "Registry/metrics", "Training/grpc", "Training/metrics", "Inference/grpc",
            "Inference/metrics", "Inference/http", "Monitoring/grpc", "Monitoring/metrics",
        ];
        // All are held at once, so that no two are the same.
        var held = endpoints.Select(endpoint => (Endpoint: endpoint, Listener: Hold())).ToList();
        foreach (var (endpoint, listener) in held)
        {
            _ports[endpoint] = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Dispose();
        }
    }

    public int InferenceHttp => _ports["Inference/http"];

    public int Grpc(string service) => _ports[$"{service}/grpc"];

    public int Metrics(string service) => _ports[$"{service}/metrics"];

    private static TcpListener Hold()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}

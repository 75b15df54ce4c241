using Maas.Testing;

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
        var taken = new HashSet<int>();
        foreach (var endpoint in endpoints)
        {
            var port = FreePort.Find();
            while (!taken.Add(port))
            {
                port = FreePort.Find();
            }

            _ports[endpoint] = port;
        }
    }

    public int InferenceHttp => _ports["Inference/http"];

    public int Grpc(string service) => _ports[$"{service}/grpc"];

    public int Metrics(string service) => _ports[$"{service}/metrics"];
}

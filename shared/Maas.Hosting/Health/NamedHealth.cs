using Grpc.HealthCheck;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Maas.Hosting.Health;

/// <summary>
/// Health in <c>grpc.health.v1</c> of what a service serves under names of its own, e.g. <c>models/churn</c>. A name is <c>SERVING</c> when it is
/// ready and the host is neither starting nor going down. Thread-safe; a singleton of the host.
/// </summary>
public sealed class NamedHealth(HealthServiceImpl health, Readiness readiness)
{
    private readonly Lock _lock = new();
    private IReadOnlyDictionary<string, bool> _ready = new Dictionary<string, bool>();

    /// <summary>Says what there is, in place of what was said before; names that are gone become unknown.</summary>
    /// <param name="ready">Whether what has the name can do its work.</param>
    public void Report(IReadOnlyDictionary<string, bool> ready)
    {
        lock (_lock)
        {
            foreach (var gone in _ready.Keys.Except(ready.Keys))
            {
                health.ClearStatus(gone);
            }

            _ready = ready;
            Publish();
        }
    }

    /// <summary>Looks again at whether the host is up.</summary>
    internal void Publish()
    {
        lock (_lock)
        {
            var isUp = !readiness.Problems.ContainsKey(HealthPublisher.HostCondition);
            foreach (var (name, isReady) in _ready)
            {
                health.SetStatus(name, isReady && isUp ? ServingStatus.Serving : ServingStatus.NotServing);
            }
        }
    }
}

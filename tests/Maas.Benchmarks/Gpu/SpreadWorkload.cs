using Maas.Benchmarks.Workloads;

namespace Maas.Benchmarks.Gpu;

/// <summary>The same workload over several connections, whose callers take them in turn. Thread-safe.</summary>
internal sealed class SpreadWorkload(IReadOnlyList<IWorkload> connections) : IWorkload
{
    private int _turn = -1;

    public string Name => connections[0].Name;

    public ICaller CreateCaller() => connections[Interlocked.Increment(ref _turn) % connections.Count].CreateCaller();
}
